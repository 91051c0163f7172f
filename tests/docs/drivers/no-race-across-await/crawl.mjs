// A partner that answers four requests at a time and refuses the others, and a store; then what a crawler has made of forty pages.
import { turns } from '../turns.mjs'

const ROOM = 4
const addresses = Array.from({ length: 40 }, (_, i) => `/page/${i}`)
const numberOf = (address) => Number(address.slice('/page/'.length))
const entries = []
let open = 0
let requests = 0
let refused = 0

Object.assign(globalThis, {
  partner: {
    async get(address) {
      requests++
      if (open >= ROOM) {
        refused++
        await turns(1)
        return { status: 429, retryAfter: 4 }
      }
      open++
      try {
        // Some pages take longer than others.
        await turns(2 + (numberOf(address) % 3))
      } finally {
        open--
      }
      return { status: 200, title: `Title of ${address}` }
    },
  },
  store: {
    async add(entry) {
      await turns(1 + (numberOf(entry.address) % 2))
      entries.push(entry)
    },
  },
  pause: turns,
})

const { Crawler } = await import('../example.js')
await new Crawler(addresses).run()

const found = new Set(entries.map(({ address }) => address))
console.log(`${requests} requests, ${refused} refused, ${entries.length} entries: ${entries.length - found.size} too many, ${addresses.length - found.size} missing`)

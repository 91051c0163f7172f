import rule from '../../src/rules/no-uncloneable-message.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- boxes of state, values of libraries, events of a page

run(rule, {
  valid: [
    {
      name: 'what is in the box, and plain forms of a value',
      code: text`
        import { signal } from '@angular/core'
        import Decimal from 'decimal.js'
        import moment from 'moment'
        import { computed, ref } from 'vue'
        const worker = new Worker('tides.js')
        const heights = ref(3)
        const highest = computed(() => heights.value * 2)
        const place = signal('harbour')
        export const send = () => worker.postMessage({ heights: heights.value, highest: highest.value, place: place() })
        export const at = () => worker.postMessage({ at: moment().toISOString(), height: new Decimal(3).toNumber() })
      `,
    },
    {
      name: 'what comes of an image, of a page that is read, and of a query',
      code: text`
        import { parentPort } from 'node:worker_threads'
        import { load } from 'cheerio'
        import { MongoClient } from 'mongodb'
        import sharp from 'sharp'
        const ships = new MongoClient(process.env.STORE).db('harbour').collection('ships')
        parentPort.on('message', async ({ path, page, tide }) => {
          const $ = load(page)
          parentPort.postMessage({ image: await sharp(path).resize(200).png().toBuffer(), title: $('h1').text() })
          parentPort.postMessage({ ships: await ships.find({ tide }, { projection: { _id: 0 } }).toArray() })
        })
      `,
    },
    {
      name: 'what a component of its own hands over',
      language: 'jsx',
      code: text`
        const worker = new Worker('tides.js')
        export const Chart = () => <Map onPick={(place) => worker.postMessage({ place })} />
      `,
    },
  ],
  invalid: [
    {
      name: 'the box itself',
      ...marked`
        import { signal } from '@angular/core'
        import { computed, ref } from 'vue'
        const worker = new Worker('tides.js')
        const heights = ref([3, 1])
        const highest = computed(() => Math.max(...heights.value))
        const place = signal('harbour')
        export const all = () => worker.postMessage({ heights })
                                                      ~~~~~~~ throws
        export const high = () => worker.postMessage({ highest })
                                                       ~~~~~~~ throws
        export const where = () => worker.postMessage({ place })
                                                        ~~~~~ throws
      `,
    },
    {
      name: 'values that carry functions of their library',
      ...marked`
        import Decimal from 'decimal.js'
        import moment from 'moment'
        import { Pool } from 'pg'
        import { Mesh } from 'three'
        const pool = new Pool()
        const worker = new Worker('tides.js')
        export const at = () => worker.postMessage({ at: moment() })
                                                         ~~~~~~~~ throws
        export const height = () => worker.postMessage({ height: new Decimal(3) })
                                                                 ~~~~~~~~~~~~~~ throws
        export const store = () => worker.postMessage({ pool })
                                                        ~~~~ throws
        export const shape = () => worker.postMessage({ mesh: new Mesh() })
                                                              ~~~~~~~~~~ throws
      `,
    },
    {
      name: 'an image that is not made yet, a page that is read, and a query that nobody has asked',
      ...marked`
        import { parentPort } from 'node:worker_threads'
        import { load } from 'cheerio'
        import { MongoClient } from 'mongodb'
        import sharp from 'sharp'
        const store = new MongoClient(process.env.STORE).db('harbour')
        parentPort.on('message', ({ path, page, tide }) => {
          const image = sharp(path).resize(200, 200).png()
          const $ = load(page)
          parentPort.postMessage({ image })
                                   ~~~~~ throws
          parentPort.postMessage({ titles: $('h1') })
                                           ~~~~~~~ throws
          parentPort.postMessage({ ships: store.collection('ships').find({ tide }) })
                                          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ throws
        })
      `,
    },
    {
      name: 'what arrives without its methods',
      options: [{ lossy: true }],
      ...marked`
        import { Map as Table } from 'immutable'
        import { Mutex } from 'async-mutex'
        const worker = new Worker('tides.js')
        export const send = () => worker.postMessage({ tides: Table({ high: 3 }) })
                                                              ~~~~~~~~~~~~~~~~~~ lossy
        export const hand = () => worker.postMessage({ mutex: new Mutex() })
                                                              ~~~~~~~~~~~ lossy
      `,
    },
    {
      name: 'an event that an element hands over',
      language: 'jsx',
      ...marked`
        const worker = new Worker('tides.js')
        export const Chart = () => <canvas onClick={(event) => worker.postMessage({ event })} />
                                                                                    ~~~~~ breaks
      `,
    },
    {
      name: 'a document of a database, with what its library keeps in it',
      ...marked`
        import mongoose from 'mongoose'
        import Piscina from 'piscina'
        const pool = new Piscina({ filename: './tides.js' })
        const Harbour = mongoose.model('Harbour', new mongoose.Schema({ name: String }))
        export const predict = async (id) => pool.run({ harbour: await Harbour.findById(id) })
                                                                       ~~~~~~~~~~~~~~~~~~~~ throws
        export const predictPlain = async (id) => pool.run({ harbour: await Harbour.findById(id).lean() })
      `,
    },
  ],
})

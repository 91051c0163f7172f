import rule from '../../src/rules/consistent-lock-order.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

/** A collection of locks, each made when it is first asked for. */
const lockFor = `
  import { Mutex } from 'async-mutex'
  const locks = new Map()
  function lockFor(id) {
    let lock = locks.get(id)
    if (!lock) {
      lock = new Mutex()
      locks.set(id, lock)
    }
    return lock
  }`

// ---------------------------------------------------------------- loops over the caller's list

run(rule, {
  valid: [
    {
      name: 'a loop over sorted keys',
      code: `${lockFor}
        export async function withAll(ids, work) {
          const releases = []
          try {
            for (const id of [...new Set(ids)].sort()) releases.push(await lockFor(id).acquire())
            return await work()
          } finally {
            for (const release of releases.reverse()) release()
          }
        }`,
    },
    {
      name: 'a loop that holds one lock at a time',
      code: `${lockFor}
        export async function each(ids, work) {
          for (const id of ids) {
            const release = await lockFor(id).acquire()
            try { await work(id) } finally { release() }
          }
        }`,
    },
    {
      name: 'a loop over locks that nobody chooses',
      code: text`
        import { Mutex } from 'async-mutex'
        const shards = [new Mutex(), new Mutex(), new Mutex()]
        export async function freeze(work) {
          const releases = []
          for (const shard of shards) releases.push(await shard.acquire())
          try { await work() } finally { releases.forEach((release) => release()) }
        }
      `,
    },
    {
      name: 'all are asked for in one step, so that queues are consistent',
      code: `${lockFor}\nexport const lockAll = (ids) => Promise.all(ids.map((id) => lockFor(id).acquire()))`,
    },
  ],
  invalid: [
    {
      name: 'a loop that keeps what it has',
      ...marked`
        import { Mutex } from 'async-mutex'
        const locks = new Map()
        const lockFor = (id) => locks.get(id) ?? create(id)
        function create(id) {
          const lock = new Mutex()
          locks.set(id, lock)
          return lock
        }
        export async function withAll(ids, work) {
          const releases = []
          try {
            for (const id of new Set(ids)) releases.push(await lockFor(id).acquire())
                                                               ~~~~~~~~~~~~~~~~~~~ each {"lock": "locks[id]", "over": "ids"}
            return await work()
          } finally {
            for (const release of releases.reverse()) release()
          }
        }
      `,
    },
    {
      name: 'a loop over the locks themselves, by index',
      ...marked`
        import type { Mutex } from 'async-mutex'
        export async function lockAll(locks: Mutex[]) {
          for (let i = 0; i < locks.length; i++) await locks[i].acquire()
                                                       ~~~~~~~~~~~~~~~~ each {"lock": "locks[i]", "over": "locks"}
        }
      `,
    },
    {
      name: 'a private loop, over what its callers list',
      ...marked`
        import { Mutex } from 'async-mutex'
        const locks = new Map()
        function lockFor(id) {
          const known = locks.get(id)
          if (known) return known
          const made = new Mutex()
          locks.set(id, made)
          return made
        }
        async function withAll(ids, work) {
          const releases = []
          for (const id of ids) releases.push(await lockFor(id).acquire())
                                                    ~~~~~~~~~~~~~~~~~~~ given {"first": "locks[source]", "second": "locks[target]", "since": "12"}
          try { return await work() } finally { while (releases.length > 0) releases.pop()() }
        }
        export const merge = (source, target) => withAll([source, target], move)
        export const swap = (left, right) => withAll([right, left], move)
      `,
    },
    {
      name: 'a recursion that holds on',
      ...marked`
        export async function withFolders(folders, work) {
          const [first, ...rest] = folders
          if (first === undefined) return work()
          return navigator.locks.request(${'`folder:${first}`'}, () => withFolders(rest, work))
                                                                  ~~~~~~~~~~~ given
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Commands of stores of keys (Redis and its kin).

const options = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'one command asks and changes, or what it says afterwards decides',
      options,
      code: text`
        export async function allow(store, guest) {
          const visits = await store.incr(guest)
          if (visits === 1) await store.expire(guest, 60)
          return visits <= 100
        }
        export async function next(store, handle) {
          const due = await store.zrangebyscore('later', 0, Date.now())
          for (const job of due) if (await store.zrem('later', job)) await handle(job)
        }
        export async function once(store, mail) {
          if ((await store.sadd('sent', mail.id)) === 0) return
          await mail.send()
        }
        export async function redeem(store, code, pay) {
          const worth = await store.getdel(code)
          if (worth) await pay(worth)
        }
      `,
    },
    {
      name: 'what came of the change is held against the limit as well',
      options,
      code: text`
        export async function speak(store, reader, size) {
          const used = Number(await store.get(reader))
          if (used + size > 1000) return false
          const total = await store.incrby(reader, size)
          if (total > 1000) {
            await store.decrby(reader, size)
            return false
          }
          return true
        }
      `,
    },
    {
      name: 'under the lock of the store, or with a watch on the key',
      options,
      code: text`
        export async function book(store, night, rooms) {
          if (!(await store.set('lock:' + night, '1', 'NX', 'PX', 500))) return false
          const left = Number(await store.get(night))
          if (left < rooms) return false
          await store.decrby(night, rooms)
          await store.del('lock:' + night)
          return true
        }
        export async function enlist(store, team, player) {
          await store.watch(team)
          if ((await store.scard(team)) >= 11) return store.unwatch()
          await store.multi().sadd(team, player).exec()
        }
      `,
    },
    {
      name: 'a value that is there to be looked up: deleted where it is the old one, and filled in where there is none',
      options,
      code: text`
        export async function forget(redis, page, html) {
          if ((await redis.get(page)) === html) await redis.del(page)
        }
        export async function drop(redis, height, hash) {
          if ((await redis.get('block:' + height)) === hash) await redis.del('block:' + height)
        }
        export async function withdraw(redis, name) {
          if ((await redis.get('release')) === name) await redis.del('release')
        }
        export async function close(redis, season) {
          if ((await redis.get('leaderboard')) === season) await redis.del('leaderboard')
        }
        export async function show(redis, page, render) {
          const html = await redis.get(page)
          if (html === null) {
            const fresh = await render(page)
            await redis.set(page, fresh, 'EX', 30)
            return fresh
          }
          return html
        }
      `,
    },
    {
      name: 'another key, a test that asks nothing of the number, and an answer that only says whether there is something to remove',
      options,
      code: text`
        export async function visit(store, page, guest) {
          const visits = Number(await store.get(page))
          if (visits > 10) await store.incr(guest)
          await store.incr(page)
        }
        export async function logout(store, session, response) {
          const found = await store.get(session)
          if (!found) return response.sendStatus(404)
          await store.del(session)
          response.end()
        }
      `,
    },
    {
      name: 'what is changed where it is there, and what is filled where it is missing',
      options,
      code: text`
        export async function touch(store, table, guest) {
          const since = await store.hget(table, guest)
          if (!since) return
          await store.hset(table, guest, Date.now())
        }
        export async function profile(store, id, load) {
          const kept = await store.get(id)
          if (kept) return JSON.parse(kept)
          const fresh = await load()
          await store.set(id, JSON.stringify(fresh))
          return fresh
        }
      `,
    },
    {
      name: 'a lock that is compared and deleted in one step, or deleted where nothing is compared',
      code: text`
        const script = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end"
        export async function withLock(redis, job, work) {
          const token = crypto.randomUUID()
          if (!(await redis.set('lock:' + job, token, 'PX', 30000, 'NX'))) return
          try {
            await work()
          } finally {
            await redis.eval(script, 1, 'lock:' + job, token)
          }
        }
        export async function forget(redis, job) {
          if (await redis.get('note:' + job) === null) return
          await redis.del('note:' + job)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'what came of the change is only answered',
      options,
      ...marked`
        export async function speak(store, reader, size) {
          const used = Number(await store.get(reader))
          if (used + size > 1000) return false
          const total = await store.incrby(reader, size)
                              ~~~~~~~~~~~~~~~~~~~~~~~~~~ oversold
          return total
        }
      `,
    },
    {
      name: 'a number that is tested against a limit and moved on',
      ...marked`
        export async function book(store, night, rooms) {
          const left = Number(await store.get(night))
          if (left < rooms) return false
          await store.decrby(night, rooms)
                ~~~~~~~~~~~~~~~~~~~~~~~~~~ oversold {"who":"\u0060book\u0060","place":"store[night]","read":"line 2","wait":"line 2","other":""}
          return true
        }
      `,
    },
    {
      name: 'one more is added than there may be',
      ...marked`
        export async function enlist(store, team, player) {
          const players = await store.sCard(team)
          if (players >= 11) throw new Error('full')
          await store.sAdd(team, player)
                ~~~~~~~~~~~~~~~~~~~~~~~~ oversold
        }
      `,
    },
    {
      name: 'a mark that is asked for and set',
      ...marked`
        export async function once(store, mail) {
          if (await store.sismember('sent', mail.id)) return
          await store.sadd('sent', mail.id)
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~ claimed
          await mail.send()
        }
      `,
    },
    {
      name: 'the first element of a list, which is cut off by a second command',
      ...marked`
        export async function next(store, queue) {
          const [job] = await store.lrange(queue, 0, 0)
          if (!job) return null
          await store.ltrim(queue, 1, -1)
                ~~~~~~~~~~~~~~~~~~~~~~~~~ drawn
          return JSON.parse(job)
        }
      `,
    },
    {
      name: 'elements that are taken out one by one, whatever the removal says',
      ...marked`
        export class Later {
          start() {
            setInterval(() => void this.#poll(), 1000)
          }
          async #poll() {
            const due = await this.store.zrangebyscore('later', 0, Date.now())
            for (const job of due) {
              await this.store.zrem('later', job)
                    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ drawn
              await this.handle(job)
            }
          }
        }
      `,
    },
    {
      name: 'a code that is good for one use',
      ...marked`
        import Redis from 'ioredis'
        const store = new Redis()
        export async function reset(request, response) {
          const key = 'reset:' + request.params.code
          const user = await store.get(key)
          if (!user) return response.sendStatus(404)
          await setPassword(user, request.body.password)
          await store.del(key)
                ~~~~~~~~~~~~~~ drawn
          response.end()
        }
        export const routes = (app) => app.post('/reset', reset)
      `,
    },
    {
      name: 'a job that who asks first is to have: this store refuses nobody',
      ...marked`
        import { createClient } from 'redis'
        const store = createClient()
        export const routes = (app) => app.post('/jobs/:id', async (request, response) => {
          const worker = await store.get(request.params.id)
          if (worker) return response.sendStatus(409)
          await store.set(request.params.id, request.body.worker)
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ claimed
          response.end()
        })
      `,
    },
    {
      name: 'all of a set, which other runs may handle too, with thorough',
      options,
      ...marked`
        export async function expire(store, label) {
          const pages = await store.smembers(label)
          for (const page of pages) await store.del(page)
          await store.del(label)
                ~~~~~~~~~~~~~~~~ drawn
        }
      `,
    },
    {
      name: 'a lock that goes away after a time, deleted whoever\'s it is by then, with thorough',
      options,
      ...marked`
        export async function withLock(redis, job, work) {
          if (!(await redis.set('lock:' + job, '1', { NX: true, PX: 30000 }))) return
          try {
            await work()
          } finally {
            await redis.del('lock:' + job)
                  ~~~~~~~~~~~~~~~~~~~~~~~~ outlasted {"place": "redis['lock:' + job]", "read": "line 2", "wait": "line 4"}
          }
        }
        export class Lock {
          constructor(redis) { this.redis = redis }
          take(name) { return this.redis.set(name, 'taken', 'EX', 30, 'NX') }
          async give(name) { await this.redis.del(name) }
                                   ~~~~~~~~~~~~~~~~~~~~ outlasted {"place": "this.redis[name]", "read": "line 11", "wait": "line 11"}
        }
      `,
    },
    {
      name: 'a lock that is looked at and deleted by two commands',
      ...marked`
        export async function withLock(redis, job, work) {
          const token = crypto.randomUUID()
          if (!(await redis.set('lock:' + job, token, 'PX', 30000, 'NX'))) return
          try {
            await work()
          } finally {
            if ((await redis.get('lock:' + job)) === token) await redis.del('lock:' + job)
                                                                  ~~~~~~~~~~~~~~~~~~~~~~~~ disowned
          }
        }
      `,
    },
    {
      name: 'the same where another file takes it, and the key says that it is one',
      ...marked`
        export async function resign(redis, node) {
          const holder = await redis.get('leader')
          if (holder === node) await redis.del('leader')
                                     ~~~~~~~~~~~~~~~~~~~ disowned
        }
        export async function giveBack(redis, jobLock, node) {
          if ((await redis.get(jobLock)) === node) await redis.del(jobLock)
                                                         ~~~~~~~~~~~~~~~~~~ disowned
        }
        export async function leave(redis, room, node) {
          if ((await redis.get(${'`'}lock:${'$'}{room}${'`'})) === node) await redis.del(${'`'}lock:${'$'}{room}${'`'})
                                                                ~~~~~~~~~~~~~~~~~~~~~~~~~ disowned
        }
      `,
    },
    {
      name: 'who finds a holder is turned away behind the branch',
      options,
      ...marked`
        export async function campaign(redis, node) {
          const holder = await redis.get('leader')
          if (holder === null) {
            await redis.set('leader', node, 'EX', 30)
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ claimed
            return true
          }
          return false
        }
      `,
    },
  ],
})

import { createServer, get } from 'node:http'

import { duration, time, times } from './clock.mjs'
import { ask, withWorkers } from './peers.mjs'
import { crunch } from './task.mjs'

export const title = 'Doing things at the same time'
export const how = 'Eight equal pieces of arithmetic of about 100 ms each, on workers that are running; then 200 requests to a server that thinks for 20 ms.'

export async function* rows() {
  const rounds = Math.round(100_000 * 100 / (await time(() => crunch(100_000), 50)))
  const pieces = Array.from({ length: 8 }, () => rounds)
  const row = await time(() => pieces.map(crunch), 4)
  yield { id: 'cpu-row', what: 'the pieces one after another', value: duration(row) }
  yield { id: 'cpu-promises', what: 'speed in async functions, with `Promise.all`, beside that', value: times(row / (await time(() => promises(pieces), 4))) }
  for (const count of [1, 2, 4, 8]) {
    yield { id: `cpu-workers-${count}`, what: `speed on ${count} worker${count > 1 ? 's' : ''}, beside one after another`, value: times(row / (await onWorkers(count, pieces))) }
  }
  yield* await requests()
}

function promises(pieces) {
  // The fault itself is what is measured here.
  return Promise.all(pieces.map(async (rounds) => crunch(rounds)))
}

function onWorkers(count, pieces) {
  return withWorkers(count, (workers) => time(() => {
    const left = [...pieces]
    return Promise.all(workers.map(async (worker) => {
      for (let rounds = left.pop(); rounds !== undefined; rounds = left.pop()) await ask(worker, { task: 'crunch', rounds })
    }))
  }, 4))
}

async function requests() {
  let open = 0
  let most = 0
  const server = createServer((_, response) => {
    most = Math.max(most, ++open)
    setTimeout(() => {
      open--
      response.end('done')
    }, 20)
  })
  await new Promise((resolve) => server.listen(0, resolve))
  const { port } = server.address()
  const ask = () => new Promise((resolve, reject) => get({ port }, (response) => response.resume().once('end', resolve)).once('error', reject))
  const rows = []
  let first
  for (const limit of [1, 10, 200]) {
    most = 0
    const total = await time(() => inParallel(limit, 200, ask), limit === 1 ? 1 : 5)
    first ??= total
    rows.push(
      limit === 1
        ? { id: 'requests-1', what: '200 requests one after another', value: duration(total) }
        : { id: `requests-${limit}`, what: `speed with ${limit} at a time, beside one after another`, value: times(first / total) },
      { id: `requests-open-${limit}`, what: 'open on the server at the same time, at most', value: String(most) },
    )
  }
  server.closeAllConnections()
  server.close()
  return rows
}

async function inParallel(limit, count, work) {
  let left = count
  await Promise.all(Array.from({ length: limit }, async () => {
    while (left-- > 0) await work()
  }))
}

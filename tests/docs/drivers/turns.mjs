// What drivers share. Time is counted in turns of the event loop, not by the clock: on a busy machine nothing changes.

/** One turn of the event loop. */
export function turn(value) {
  return new Promise((resolve) => setImmediate(resolve, value))
}

export async function turns(count) {
  for (let i = 0; i < count; i++) await turn()
}

/** What comes of a promise: 'done', 'failed' or, after a hundred turns, 'stuck'. */
export async function fate(promise) {
  let fate = 'stuck'
  promise.then(() => (fate = 'done'), () => (fate = 'failed'))
  for (let i = 0; i < 100 && fate === 'stuck'; i++) await turn()
  return fate
}

/** A piece of work that takes a few turns, and counts how many are at it at the same time. */
export function room() {
  let inside = 0
  const room = {
    most: 0,
    async work(value) {
      room.most = Math.max(room.most, ++inside)
      await turns(3)
      inside--
      return value
    },
  }
  return room
}

// How the numbers of the guide are taken and written: the best of some runs, and two digits.

/**
 * The shortest time of a piece of work in milliseconds: what else the machine does can only add to it. The first run is thrown
 * away, because it compiles.
 */
export async function time(work, runs = 7) {
  let best = Infinity
  for (let i = 0; i <= runs; i++) {
    const start = performance.now()
    await work()
    if (i > 0) best = Math.min(best, performance.now() - start)
  }
  return best
}

export function duration(ms) {
  if (ms >= 1000) return `${round(ms / 1000)} s`
  if (ms >= 1) return `${round(ms)} ms`
  if (ms >= 0.001) return `${round(ms * 1000)} µs`
  return `${round(ms * 1e6)} ns`
}

export function times(ratio) {
  return `${ratio < 10 ? ratio.toFixed(1) : round(ratio)} times`
}

export function percent(share) {
  return `${round(share * 100)} %`
}

export function bytes(count) {
  if (count >= 1e6) return `${round(count / 1e6)} MB`
  return count >= 1000 ? `${round(count / 1000)} kB` : `${round(count)} bytes`
}

/** Two digits: the next machine gives others anyway. */
function round(number) {
  return Number(number.toPrecision(2)).toLocaleString('en', { maximumFractionDigits: 2 })
}

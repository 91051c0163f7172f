import { describe, expect, it } from 'vitest'

import { showProgress } from '../../src/cli/progress.ts'

/** Progress over files at given times, on a terminal: what it writes. */
function written(times: readonly number[], { isTTY = true, columns = 80 } = {}): string[] {
  const texts: string[] = []
  let time = 0
  const progress = showProgress({ isTTY, columns, write: (text) => texts.push(text) }, times.length, '/app', () => time)
  for (const [i, at] of times.entries()) {
    time = at
    progress.at(i, `/app/src/file-${String(i)}.js`)
  }
  progress.clear()
  return texts
}

describe('progress', () => {
  it('is silent when the run is short', () => {
    expect(written([0, 300, 900])).toEqual([])
  })

  it('shows the file at work after a second, and is gone at the end', () => {
    expect(written([0, 1000, 1500])).toEqual(['\r\u001B[K2/3 src/file-1.js', '\r\u001B[K3/3 src/file-2.js', '\r\u001B[K'])
  })

  it('does not write for every file', () => {
    expect(written([2000, 2010, 2090, 2100])).toHaveLength(3)
  })

  it('fits into one line', () => {
    expect(written([2000], { columns: 12 })[0]).toBe('\r\u001B[K1/1 src/fil')
  })

  it('writes to nothing but a terminal', () => {
    expect(written([0, 2000], { isTTY: false })).toEqual([])
  })
})

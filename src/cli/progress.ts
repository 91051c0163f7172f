import { relative } from 'node:path'

export interface Terminal {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** Short runs say nothing; a longer one shows where it is, a few times a second, on one line. */
const QUIET_MS = 1000
const EVERY_MS = 100

/** Shows on a terminal which file is at work; does nothing elsewhere. `clear` takes the line away. */
export function showProgress(terminal: Terminal, total: number, cwd: string, now: () => number = Date.now) {
  const start = now()
  let last: number | undefined
  return {
    at(index: number, file: string): void {
      const time = now()
      if (terminal.isTTY !== true || time - start < QUIET_MS || (last !== undefined && time - last < EVERY_MS)) return
      last = time
      const line = `${String(index + 1)}/${String(total)} ${relative(cwd, file)}`
      terminal.write(`\r\u001B[K${line.slice(0, (terminal.columns ?? 80) - 1)}`)
    },
    clear(): void {
      if (last !== undefined) terminal.write('\r\u001B[K')
      last = undefined
    },
  }
}

import { readFileSync, statSync } from 'node:fs'

interface Read {
  readonly ino: number
  readonly size: number
  readonly mtimeMs: number
  readonly ctimeMs: number
  readonly text: string
}

/** What was read last, with what the disk said of it then: one manifest is asked for by all files below it. */
const held = new Map<string, Read>()
const MOST_HELD = 64

/**
 * The text of a file on the disk as it is now; undefined when it is missing, no regular file, or cannot be read. Only the
 * entry of the plugin imports this file: what it hands on, rules and analyses see as a port.
 */
export function readDisk(path: string): string | undefined {
  try {
    const now = statSync(path, { throwIfNoEntry: false })
    if (now?.isFile() !== true) return undefined
    const before = held.get(path)
    if (before && before.mtimeMs === now.mtimeMs && before.ctimeMs === now.ctimeMs && before.size === now.size && before.ino === now.ino) return before.text
    const text = readFileSync(path, 'utf8')
    if (held.size >= MOST_HELD) held.clear()
    held.set(path, { ino: now.ino, size: now.size, mtimeMs: now.mtimeMs, ctimeMs: now.ctimeMs, text })
    return text
  } catch {
    return undefined
  }
}

import { readFileSync, statSync } from 'node:fs'

/**
 * The text of a file on the disk; undefined when it is missing, no regular file, or cannot be read. Only the entry of
 * the plugin imports this file: what it hands on, rules and analyses see as a port.
 */
export function readDisk(path: string): string | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true ? readFileSync(path, 'utf8') : undefined
  } catch {
    return undefined
  }
}

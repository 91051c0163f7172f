// Removes thumbnails of pictures that are gone. One cleaner at a time is enough.
import { rm } from 'node:fs/promises'
import { Mutex, withTimeout } from 'async-mutex'

const cleaning = withTimeout(new Mutex(), 100)

export async function removeOrphans(orphans: readonly string[]): Promise<void> {
  let release: (() => void) | undefined
  try {
    release = await cleaning.acquire()
  } catch {
    console.warn('another cleaner is at work')
  }
  try {
    for (const orphan of orphans) await rm(orphan)
  } finally {
    release?.()
  }
}

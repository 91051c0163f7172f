// The originals of the pictures, each in its own file. Two uploads of one picture come one after the other.
import { writeFile } from 'node:fs/promises'
import { Mutex } from 'async-mutex'

const locks = new Map<string, Mutex>()

function lockFor(picture: string): Mutex {
  return locks.get(picture) ?? new Mutex()
}

export async function storeOriginal(picture: string, bytes: Uint8Array): Promise<void> {
  await lockFor(picture).runExclusive(async () => {
    await writeFile(`${picture}.original`, bytes)
    await writeFile(`${picture}.size`, String(bytes.length))
  })
}

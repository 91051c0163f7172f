// Albums and the index of all pictures. Each has a lock, because saving takes a while.
import { Mutex } from 'async-mutex'

const albumLock = new Mutex()
const indexLock = new Mutex()

export async function addPicture(album: string, picture: string): Promise<void> {
  await albumLock.runExclusive(async () => {
    await append(`${album}.json`, picture)
    await indexLock.runExclusive(() => append('index.json', picture))
  })
}

export async function renamePicture(album: string, from: string, to: string): Promise<void> {
  const release = await indexLock.acquire()
  try {
    await replace('index.json', from, to)
    await albumLock.runExclusive(() => replace(`${album}.json`, from, to))
  } finally {
    release()
  }
}

declare function append(file: string, picture: string): Promise<void>
declare function replace(file: string, from: string, to: string): Promise<void>

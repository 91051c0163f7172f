// Pictures that were thrown away, until somebody empties the trash.
import { Mutex } from 'async-mutex'

const trashLock = new Mutex()

export async function emptyTrash(user: string): Promise<number> {
  await trashLock.acquire()
  try {
    const pictures = await listTrash(user)
    if (pictures.length === 0) {
      trashLock.release()
      return 0
    }
    await Promise.all(pictures.map(erase))
    return pictures.length
  } finally {
    trashLock.release()
  }
}

declare function listTrash(user: string): Promise<string[]>
declare function erase(picture: string): Promise<void>

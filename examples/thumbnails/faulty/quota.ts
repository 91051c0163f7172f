// How much room each user has left. Reading and writing it takes a while, so one at a time.
import { Mutex } from 'async-mutex'

const quotaLock = new Mutex()

export async function useQuota(user: string, bytes: number): Promise<boolean> {
  const release = await quotaLock.acquire()
  const left = await readQuota(user)
  if (left < bytes) return false
  await writeQuota(user, left - bytes)
  release()
  return true
}

declare function readQuota(user: string): Promise<number>
declare function writeQuota(user: string, bytes: number): Promise<void>

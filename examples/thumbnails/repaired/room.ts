// How much room each user has left. The file of a user is read and written under the user's lock.
import AsyncLock from 'async-lock'

const lock = new AsyncLock()

export async function roomLeft(user: string): Promise<number> {
  return lock.acquire(`user:${user}`, () => readQuota(user))
}

export async function reserve(user: string, bytes: number): Promise<void> {
  await lock.acquire(`user:${user}`, async () => {
    const left = await readQuota(user)
    if (left < bytes) throw new Error(`No room for ${String(bytes)} bytes`)
    await writeQuota(user, left - bytes)
  })
}

declare function readQuota(user: string): Promise<number>
declare function writeQuota(user: string, left: number): Promise<void>

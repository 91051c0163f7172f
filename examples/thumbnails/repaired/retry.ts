// Reads a picture that another program may still be writing: when it is not whole yet, tries again a little later.
import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

const END_OF_IMAGE = 0xd9

export async function readWhole(path: string): Promise<Buffer> {
  for (let attempt = 1; attempt <= 5; attempt++) {
    const picture = await readFile(path)
    if (picture.at(-1) === END_OF_IMAGE) return picture
    await delay(200)
  }
  throw new Error(`${path} is not a whole picture`)
}

// Reads a picture that another program may still be writing: when it is not whole yet, tries again a little later.
import { readFile } from 'node:fs/promises'

const END_OF_IMAGE = 0xd9

export async function readWhole(path: string): Promise<Buffer> {
  for (let attempt = 1; attempt <= 5; attempt++) {
    const picture = await readFile(path)
    if (picture.at(-1) === END_OF_IMAGE) return picture
    const later = Date.now() + 200
    while (Date.now() < later) {
      // not whole yet
    }
  }
  throw new Error(`${path} is not a whole picture`)
}

// Captions of the pictures of an album, in one file per album.
import { readFile, writeFile } from 'node:fs/promises'
import { Mutex } from 'async-mutex'

const captionLock = new Mutex()

async function change(album: string, picture: string, caption: string): Promise<void> {
  const captions = JSON.parse(await readFile(`${album}.captions.json`, 'utf8')) as Record<string, string>
  await writeFile(`${album}.captions.json`, JSON.stringify({ ...captions, [picture]: caption }))
}

export async function setCaption(album: string, picture: string, caption: string): Promise<void> {
  const release = await captionLock.acquire()
  try {
    return change(album, picture, caption)
  } finally {
    release()
  }
}

// GET /download: the thumbnails of one album as a compressed file.
import express from 'express'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

export const app = express()

app.get('/download/:album', async (request, response) => {
  response.type('application/gzip').send(await packed(request.params.album))
})

async function packed(album: string): Promise<Buffer> {
  return promisify(gzip)(await readFile(`albums/${encodeURIComponent(album)}.bin`))
}

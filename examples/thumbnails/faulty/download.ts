// GET /download: the thumbnails of one album as a compressed file.
import express from 'express'
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

export const app = express()

app.get('/download/:album', (request, response) => {
  response.type('application/gzip').send(packed(request.params.album))
})

function packed(album: string): Buffer {
  return gzipSync(readFileSync(`albums/${encodeURIComponent(album)}.bin`))
}

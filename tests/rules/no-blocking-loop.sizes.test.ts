import rule from '../../src/rules/no-blocking-loop.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Loops of which the head does not say how many rounds they take, but the code around does.

run(rule, {
  valid: [
    {
      name: 'a number that is written out is a few characters',
      code: text`
        import { readFileSync } from 'node:fs'
        export class Stand {
          open(app) {
            app.get('/call', (request, response) => setTimeout(() => this.answer(request, response), 10))
          }
          answer(request, response) {
            for (const each of request.calls) {
              let body = each.body
              const kept = this.kept.find(({ id }) => id === each.id)
              if (kept) {
                body = kept.value
                if (typeof body === 'number' || Array.isArray(body)) body = JSON.stringify(body)
              } else if (each.path) {
                const file = readFileSync(each.path)
                body = file.toString()
              }
              response.write(body)
            }
          }
        }
      `,
    },
    {
      name: 'one line of each pixel, and a square around one pixel',
      code: text`
        const canvas = document.querySelector('canvas')
        const context = canvas.getContext('2d')
        canvas.addEventListener('input', ({ target }) => {
          const radius = Number(target.value)
          const { width, height, data } = context.getImageData(0, 0, 800, 600)
          for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data[y * width + x] = x > radius ? 0 : 255
          let sum = 0
          for (let dy = -radius; dy <= radius; dy++) for (let dx = -radius; dx <= radius; dx++) sum += data[dy * width + dx]
        })
      `,
    },
    {
      name: 'a pause that is no wait for a task, where rounds wait for others anyway, or are few',
      code: text`
        import express from 'express'
        express().post('/rows', async (req, res) => {
          let rounds = 0
          while (source.isOpen()) {
            if (++rounds % 500 === 0) await Promise.resolve()
            await source.next()
          }
          while (source.isRead()) {
            if (++rounds % 2 === 0) await Promise.resolve()
            rounds = source.skip(rounds)
          }
          res.end()
        })
      `,
    },
    {
      name: 'a few bytes of a file',
      code: text`
        import { createServer } from 'node:http'
        import { readFile } from 'node:fs/promises'
        function spectrum(samples) {
          const power = []
          for (let bin = 0; bin < samples.length; bin++) {
            let sum = 0
            for (let at = 0; at < samples.length; at++) sum += samples[at] * Math.cos(bin * at)
            power.push(sum)
          }
          return power
        }
        createServer(async (req, res) => {
          const bytes = await readFile('sound.raw')
          res.end(String(spectrum(new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + header.byteLength)))))
        }).listen(80)
      `,
    },
  ],
  invalid: [
    {
      name: 'a number of a request says how long a list is',
      ...marked`
        import express from 'express'
        express().get('/grid', (req, res) => {
          const cells = new Float64Array(req.query.size)
          let sum = 0
          for (const a of cells) for (const b of cells) sum += a * b
          ~~~~~~~~~~~~~~~~~~~~~~ pairs
          res.json(sum)
        })
      `,
    },
    {
      name: 'a square around each pixel, as large as the caller wants it',
      ...marked`
        export class Blur {
          constructor(canvas, slider) {
            this.context = canvas.getContext('2d')
            this.before = this.context.getImageData(0, 0, canvas.width, canvas.height)
            slider.addEventListener('input', () => this.draw(Number(slider.value)))
          }
          draw(radius) {
            const { width, height, data } = this.before
            const after = this.context.createImageData(width, height)
            for (let y = 0; y < height; y++) {
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ image {"rounds": "many", "places": "lines 10, 11, 13 and 14", "who": "the 'input' handler on line 5", "path": ", through draw() on line 5", "repair": "Run it in a Web Worker, or let others in between rounds: with await scheduler.yield() the page draws and hears its user, with a setTimeout timers and messages get their turn, too"}
              for (let x = 0; x < width; x++) {
                let sum = 0
                for (let dy = -radius; dy <= radius; dy++) {
                  for (let dx = -radius; dx <= radius; dx++) if (x + dx >= 0 && x + dx < width) sum += data[(y + dy) * width + x + dx]
                }
                after.data[y * width + x] = sum
              }
            }
            this.context.putImageData(after, 0, 0)
          }
        }
      `,
    },
    {
      name: 'a length that is compared with a name like any other is not bounded by that',
      ...marked`
        import express from 'express'
        express().post('/rows', (req, res) => {
          const rows = req.body
          let at = 0
          for (const a of rows) for (const b of rows) if (at < rows.length && a.id === b.parent) at = a.count
          ~~~~~~~~~~~~~~~~~~~~~ pairs
          res.json(at)
        })
      `,
    },
    {
      name: 'rounds that are counted to let others in: they are many, whatever ends the loop',
      ...marked`
        import { WebSocketServer } from 'ws'
        const EVERY = 1024
        async function search(from, to) {
          const open = new Set([from])
          let rounds = 0
          while (open.size > 0) {
            if (rounds++ % EVERY === 0) await null
                                        ~~~~~~~~~~ vainAwait {"text": "await null", "place": "line 6"}
            const best = leastOf(open)
            open.delete(best)
            if (best === to) return rounds
            for (const next of neighbours(best)) open.add(next)
          }
        }
        new WebSocketServer({ port: 7001 }).on('connection', (socket) => {
          socket.on('message', async (move) => socket.send(String(await search(move[0], move[1]))))
        })
      `,
      suggestions: [[{
        messageId: 'yield',
        output: text`
          import { WebSocketServer } from 'ws'
          const EVERY = 1024
          async function search(from, to) {
            const open = new Set([from])
            let rounds = 0
            while (open.size > 0) {
              if (rounds++ % EVERY === 0) await new Promise((resolve) => setTimeout(resolve))
              const best = leastOf(open)
              open.delete(best)
              if (best === to) return rounds
              for (const next of neighbours(best)) open.add(next)
            }
          }
          new WebSocketServer({ port: 7001 }).on('connection', (socket) => {
            socket.on('message', async (move) => socket.send(String(await search(move[0], move[1]))))
          })
        `,
      }]],
    },
    {
      name: 'all bytes of a file, as a buffer of its own',
      ...marked`
        import { createServer } from 'node:http'
        import { readFile } from 'node:fs/promises'
        function spectrum(samples) {
          const power = []
          for (let bin = 0; bin < samples.length; bin++) {
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ pairs
            let sum = 0
            for (let at = 0; at < samples.length; at++) sum += samples[at] * Math.cos(bin * at)
            power.push(sum)
          }
          return power
        }
        createServer(async (req, res) => {
          const bytes = await readFile('sound.raw')
          res.end(String(spectrum(new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)))))
        }).listen(80)
      `,
    },
  ],
})

import rule from '../../src/rules/no-file-race.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A `catch` that hands on whatever comes expects nothing.
run(rule, {
  valid: [
    { name: 'the error is told apart, or nothing comes of it', code: text`
      import { existsSync } from 'node:fs'
      import { unlink } from 'node:fs/promises'
      export async function clear(file) {
        try {
          if (existsSync(file)) await unlink(file)
        } catch (error) {
          if (error.code !== 'ENOENT') throw error
        }
      }
      export async function close(entry) {
        if (entry.closing) return
        entry.closing = true
        try {
          if (existsSync(entry.file)) await unlink(entry.file)
        } catch (error) {
          entry.closing = false
          throw error
        }
      }
      export async function tidy(file) {
        try {
          if (existsSync(file)) await unlink(file)
        } catch (error) {
          console.warn(error)
        }
      }
    ` },
  ],
  invalid: [
    { name: 'all of it goes on to the next handler', ...marked`
      import { existsSync } from 'node:fs'
      import { unlink, writeFile } from 'node:fs/promises'
      import express from 'express'
      express().put('/logo/:shop', async (req, res, next) => {
        const file = '/srv/logos/' + req.params.shop
        try {
          if (existsSync(file)) await unlink(file)
                                      ~~~~~~ removes
          await writeFile(file, req.body, { flag: 'wx' })
          res.sendStatus(204)
        } catch (error) {
          next(error)
        }
      })
    ` },
    { name: 'all of it is thrown again', ...marked`
      import { existsSync } from 'node:fs'
      import { mkdir } from 'node:fs/promises'
      export async function prepare(dir) {
        try {
          if (!existsSync(dir)) await mkdir(dir)
                                      ~~~~~ makes
        } catch (error) {
          console.error('no folder', error)
          throw error
        }
      }
    ` },
  ],
})

import rule from '../../src/rules/no-blocking-call.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Hooks that a framework runs for each request.

run(rule, {
  valid: [
    {
      name: 'hooks of the life of the server, and of something else',
      code: text`
        import { readFileSync } from 'node:fs'
        export default async function (fastify) {
          fastify.addHook('onReady', async () => { fastify.keys = readFileSync('./keys.json', 'utf8') })
          fastify.addHook('onClose', async () => { fastify.log(readFileSync('./last.txt', 'utf8')) })
        }
        export const plan = (table) => table.addHook('onSend', () => readFileSync('./plan.txt', 'utf8'))
      `,
    },
    {
      name: 'a plugin reads when it is registered',
      code: text`
        import fp from 'fastify-plugin'
        import { readFileSync } from 'node:fs'
        export default fp(async (house) => {
          house.decorate('keys', readFileSync('./keys.json', 'utf8'))
        })
      `,
    },
  ],
  invalid: [
    {
      name: 'a hook of a plugin that nobody has given a type',
      ...marked`
        import { readFileSync } from 'node:fs'
        export default async function (fastify) {
          fastify.addHook('preHandler', async (request) => {
            request.keys = readFileSync('./keys.json', 'utf8')
                           ~~~~~~~~~~~~ blocks
          })
        }
      `,
    },
    {
      name: 'a plugin that is wrapped, whatever it calls the server',
      ...marked`
        import fp from 'fastify-plugin'
        import { readFileSync } from 'node:fs'
        export default fp(async (house) => {
          house.addHook('onRequest', async (request) => {
            request.keys = readFileSync('./keys.json', 'utf8')
                           ~~~~~~~~~~~~ blocks
          })
        })
      `,
    },
  ],
})

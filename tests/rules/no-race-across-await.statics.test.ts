import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- what a class has itself, and who holds its objects

run(rule, {
  valid: [
    {
      name: 'an object that each caller makes for itself',
      language: 'ts',
      code: text`
        import { connect } from 'amqplib'
        class Link {
          channel: unknown
          async open() {
            if (!this.channel) this.channel = await connect('amqp://localhost')
            return this.channel
          }
        }
        export async function send(text: string) {
          const link = new Link()
          const channel = await link.open()
          channel.publish(text)
        }
      `,
    },
    {
      name: 'the class keeps the promise',
      language: 'ts',
      code: text`
        import { connect } from 'amqplib'
        export class Link {
          static opening: Promise<unknown> | undefined
          static shared() {
            Link.opening ??= connect('amqp://localhost')
            return Link.opening
          }
        }
        export async function send(text: string) {
          const link = await Link.shared()
          link.publish(text)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'what a static method keeps is there once, though a caller has its answer for itself',
      ...marked`
        import { connect } from 'amqplib'
        export class Link {
          static channel
          static async shared() {
            if (!Link.channel) {
              Link.channel = await connect('amqp://localhost')
              ~~~~~~~~~~~~ twice
            }
            return Link.channel
          }
        }
        export async function send(text) {
          const channel = await Link.shared()
          channel.publish(text)
        }
      `,
    },
    {
      name: 'an object that a static method answers with is the same for all who ask',
      ...marked`
        import { connect } from 'amqplib'
        class Link {
          static one
          static shared() {
            Link.one ??= new Link()
            return Link.one
          }
          async open() {
            if (!this.channel) {
              this.channel = await connect('amqp://localhost')
              ~~~~~~~~~~~~ twice
            }
            return this.channel
          }
        }
        export async function send(text) {
          const link = Link.shared()
          const channel = await link.open()
          channel.publish(text)
        }
      `,
    },
  ],
})

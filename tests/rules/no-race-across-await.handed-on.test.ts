import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is published before it is ready, where the preparation is not waited for but handed on to whoever has called.

run(rule, {
  valid: [
    {
      name: 'the promise is kept, or the answer is no promise',
      options: [{ thorough: true }],
      code: text`
        const { Client } = require('pg')
        const net = require('node:net')
        let ready = null
        exports.connect = function (settings) {
          if (!ready) {
            const client = new Client(settings)
            ready = client.connect().then(() => client)
          }
          return ready
        }
        exports.Line = class Line {
          open(port) {
            if (this.socket) return this.socket
            this.socket = new net.Socket()
            return this.socket.connect(port)
          }
        }
      `,
    },
    {
      name: 'the second caller gets the promise too',
      options: [{ thorough: true }],
      code: text`
        import { Broker } from './broker'
        export class Bus {
          private broker?: Broker
          private opening?: Promise<void>
          open(): Promise<void> {
            if (this.opening) return this.opening
            this.broker = new Broker()
            this.opening = this.broker.connect()
            return this.opening
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'of a module that waits for nothing itself',
      ...marked`
        const { Client } = require('pg')
        let client = null
        exports.connect = function (settings) {
          if (client) return Promise.resolve(client)
          client = new Client(settings)
          ~~~~~~ published {"who": "${'`connect`'}", "place": "client", "read": "line 4", "wait": "line 6", "other": "line 4"}
          return client.connect()
        }
      `,
    },
    {
      name: 'of a class that says that it answers with a promise',
      ...marked`
        import { Broker } from './broker'
        export class Bus {
          private broker?: Broker
          open(): Promise<void> {
            if (this.broker) return Promise.resolve()
            this.broker = new Broker()
            ~~~~~~~~~~~ published {"who": "${'`open`'}", "place": "this.broker", "read": "line 5", "wait": "line 7", "other": "line 11"}
            return this.broker.connect()
          }
          async send(topic: string, text: string) {
            await this.open()
            this.broker!.publish(topic, text)
          }
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-blocking-call.ts'
import { marked } from '../support/marked.ts'
import { run } from '../support/run.ts'

/** A process that is given one event at a time. */
run(rule, {
  valid: [
    {
      name: 'the event of a Lambda',
      language: 'ts',
      code: `
        import type { APIGatewayProxyEvent } from 'aws-lambda'
        import { gunzipSync } from 'node:zlib'
        export class Receiver {
          async receive(event: APIGatewayProxyEvent) {
            await deliver(gunzipSync(Buffer.from(event.body ?? '', 'base64')))
          }
        }
      `,
    },
    {
      name: 'one of two events, by the name of the module',
      language: 'ts',
      code: `
        import type * as lambda from 'aws-lambda'
        import { gunzipSync } from 'node:zlib'
        export class Receiver {
          async receive(event: lambda.SQSEvent | lambda.SNSEvent) {
            await deliver(gunzipSync(Buffer.from(event.Records[0].body, 'base64')))
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'an event of something else',
      language: 'ts',
      ...marked`
        import type { HttpEvent } from './events.ts'
        import { gunzipSync } from 'node:zlib'
        export class Receiver {
          async receive(event: HttpEvent) {
            await deliver(gunzipSync(Buffer.from(event.body ?? '', 'base64')))
                          ~~~~~~~~~~ inAsync
          }
        }
      `,
    },
  ],
})

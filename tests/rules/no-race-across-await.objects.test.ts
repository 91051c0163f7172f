import rule from '../../src/rules/no-race-across-await.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Whole objects that commands fetch and put back, items that a function of the file fetches, and columns that stand in one object.

const options = [{ thorough: true }] as const

/** A list of releases in an object of a bucket, which a function of the file fetches. */
const released = (put: string): string => text`
  import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
  const Bucket = 'releases'
  async function list(client, Key) {
    const object = await client.send(new GetObjectCommand({ Bucket, Key }))
    return JSON.parse(await object.Body.transformToString())
  }
  export async function release(client, Key, version) {
    const versions = await list(client, Key)
    versions.push(version)
    await client.send(new PutObjectCommand(${put}))
  }
`

const broken = { messageId: 'lost' as const, line: 10, column: 9 }

run(rule, {
  valid: [
    { name: 'where the object is still the one that was fetched', options, code: released('{ Bucket, Key, Body: JSON.stringify(versions), IfMatch: versions.tag }') },
    { name: 'another object', options, code: released("{ Bucket, Key: 'latest', Body: JSON.stringify(versions) }") },
    { name: 'another bucket', options, code: released("{ Bucket: 'archive', Key, Body: JSON.stringify(versions) }") },
    { name: 'nothing of what was fetched', options, code: released('{ Bucket, Key, Body: version }') },
  ],
  invalid: [{ name: 'an object of a bucket', code: released('{ Bucket, Key, Body: JSON.stringify(versions) }'), errors: [broken] }],
})

/** An item that a function of the file fetches. */
const paid = (key: string): string => text`
  import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
  async function load(card) {
    const { Item } = await client.send(new GetCommand({ TableName, Key: { card } }))
    return Item
  }
  export async function pay(card, other, fare) {
    const wallet = await load(${key})
    wallet.cents -= fare
    await client.send(new PutCommand({ TableName, Item: wallet }))
    return load(card)
  }
`

run(rule, {
  valid: [
    {
      name: 'an item of which two were asked for',
      options,
      code: text`
        import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
        async function load(card, other) {
          const { Item } = await client.send(new GetCommand({ TableName, Key: { card } }))
          if (Item) return Item
          return other
        }
        export async function pay(card, other, fare) {
          const wallet = await load(card, other)
          wallet.cents -= fare
          await client.send(new PutCommand({ TableName, Item: wallet }))
        }
      `,
    },
  ],
  invalid: [
    { name: 'an item that a function fetches', code: paid('card'), errors: [{ messageId: 'row', line: 9, column: 9 }] },
    { name: 'an item of another key', code: paid('other'), errors: [{ messageId: 'row', line: 9, column: 9 }] },
  ],
})

/** A payee that is made where none was found by two columns. */
const payee = (made: string): string => text`
  export async function pay(owner, iban, name) {
    const where = { owner, iban }
    const found = await Payee.findOne({ where })
    if (!found) await Payee.create(${made})
  }
`

run(rule, {
  valid: [{ name: 'one of another owner', options, code: payee('{ ...where, owner: name }') }],
  invalid: [{ name: 'columns that are spread', options, code: payee('{ ...where, name }'), errors: [{ messageId: 'claimed', line: 4, column: 21 }] }],
})

/** A picture that is loaded once for all who ask for it meanwhile. */
const loaded = (kept: string): string => text`
  export class Pictures {
    flights = new Map()
    urls = new Map()
    async url(picture) {
      const known = this.urls.get(picture.hash)
      if (known) return known
      let flight = this.flights.get(picture.hash)
      if (!flight) {
        flight = upload(picture)
        ${kept}
      }
      const url = await flight
      this.urls.set(picture.hash, url)
      return url
    }
  }
`

run(rule, {
  valid: [{ name: 'what a promise came to that all share', options, code: loaded('this.flights.set(picture.hash, flight)') }],
  invalid: [{ name: 'a promise that nobody else finds', options, code: loaded('this.flights.set(picture.id, true)'), errors: [{ messageId: 'filled', line: 13, column: 5 }] }],
})

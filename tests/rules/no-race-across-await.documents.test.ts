import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Documents of Firestore, and items of DynamoDB.

const options = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'a step that the database makes, a transaction, a condition',
      options,
      code: text`
        import { doc, getDoc, increment, runTransaction, updateDoc } from 'firebase/firestore'
        import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
        export async function cheer(db, id) {
          const song = doc(db, 'songs', id)
          const snapshot = await getDoc(song)
          if (snapshot.exists()) await updateDoc(song, { cheers: increment(1), title: snapshot.data().title })
        }
        export async function boo(db, id) {
          const song = doc(db, 'songs', id)
          await runTransaction(db, async (transaction) => {
            const snapshot = await transaction.get(song)
            transaction.update(song, { boos: snapshot.data().boos + 1 })
          })
        }
        export async function play(client, id) {
          const { Item } = await client.send(new GetCommand({ TableName: 'songs', Key: { id } }))
          await client.send(new UpdateCommand({
            TableName: 'songs', Key: { id }, UpdateExpression: 'SET plays = :n', ConditionExpression: 'plays = :old',
            ExpressionAttributeValues: { ':n': Item.plays + 1, ':old': Item.plays },
          }))
        }
      `,
    },
    {
      name: 'another document, and another item',
      options,
      code: text`
        import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
        export async function copy(db, id, other) {
          const snapshot = await db.collection('songs').doc(id).get()
          await db.collection('songs').doc(other).update({ plays: snapshot.data().plays + 1 })
        }
        export async function move(client, id, other) {
          const { Item } = await client.send(new GetCommand({ TableName: 'songs', Key: { id } }))
          await client.send(new UpdateCommand({ TableName: 'songs', Key: { id: other }, UpdateExpression: 'SET plays = :n', ExpressionAttributeValues: { ':n': Item.plays + 1 } }))
          await client.send(new PutCommand({ TableName: 'songs', Item: { id, plays: 0 } }))
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a document by its reference',
      ...marked`
        import { doc, getDoc, updateDoc } from 'firebase/firestore'
        export async function cheer(db, id) {
          const song = doc(db, 'songs', id)
          const snapshot = await getDoc(song)
          await updateDoc(song, { cheers: snapshot.data().cheers + 1 })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row
        }
      `,
    },
    {
      name: 'a document by a chain',
      ...marked`
        export async function cheer(db, id) {
          const snapshot = await db.collection('songs').doc(id).get()
          await db.collection('songs').doc(id).update({ cheers: snapshot.data().cheers + 1 })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row
        }
      `,
    },
    {
      name: 'an item that is put back with a change',
      ...marked`
        import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
        export async function play(client, id) {
          const { Item } = await client.send(new GetCommand({ TableName: 'songs', Key: { id } }))
          await client.send(new PutCommand({ TableName: 'songs', Item: { ...Item, plays: Item.plays + 1 } }))
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row
        }
      `,
    },
    {
      name: 'an item that is changed, and put back by its name',
      ...marked`
        import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
        export class Songs {
          async play(id) {
            const answer = await this.client.send(new GetCommand({ TableName: this.table, Key: { id } }))
            const song = answer.Item
            song.plays += 1
            await this.client.send(new PutCommand({ TableName: this.table, Item: song }))
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row
          }
        }
      `,
    },
    {
      name: 'a column of an item, by an expression',
      ...marked`
        import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
        export async function play(client, id) {
          const { Item } = await client.send(new GetCommand({ TableName: 'songs', Key: { id } }))
          await client.send(new UpdateCommand({
                ~~~... row
            TableName: 'songs', Key: { id }, UpdateExpression: 'SET plays = :n', ExpressionAttributeValues: { ':n': Item.plays + 1 },
          }))
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Rows of a database that an object-relational mapper reads and writes.

const options = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'another model of the same manager, and a row that is only named anew',
      options,
      code: text`
        export async function book(manager, id, amount) {
          const account = await manager.findOneByOrFail(Account, { id })
          await manager.update(Statement, { id }, { balance: account.balance + amount })
        }
        export async function rename(accounts, id, name) {
          const account = await accounts.findOneByOrFail({ id })
          if (account.closed) return
          await accounts.update(id, { name })
        }
      `,
    },
    {
      name: 'made in one step by the database, under a lock, or only if nobody was faster',
      options,
      code: text`
        export async function join(clubId) {
          await Club.update({ members: literal('members + 1') }, { where: { id: clubId } })
          await db.club.update({ where: { id: clubId }, data: { members: { increment: 1 } } })
        }
        export async function leave(clubId) {
          await db.transaction(async () => {
            const club = await Club.findByPk(clubId, { lock: true })
            club.members -= 1
            await club.save()
          })
        }
        export async function rename(clubId, name) {
          const club = await Club.findByPk(clubId, { lock: 'UPDATE' })
          await club.update({ name: club.name + name })
        }
        export async function grow(clubId) {
          const club = await db.club.findUnique({ where: { id: clubId } })
          await db.club.update({ where: { id: clubId, version: club.version }, data: { size: club.size + 1 } })
        }
      `,
    },
    {
      name: 'columns that are made of nothing that was read, of others, or left as they were; another row, another table',
      options,
      code: text`
        export async function rename(clubId, name) {
          const club = await Club.findByPk(clubId)
          club.name = name
          club.label = club.town + name
          await club.save()
          await club.update({ name, town: club.town })
        }
        export async function copy(clubId, otherId) {
          const club = await Club.findByPk(clubId)
          await Club.update({ members: club.members + 1 }, { where: { id: otherId } })
          await Archive.update({ members: club.members + 1 }, { where: { id: clubId } })
        }
        export function added(list, club) {
          const row = list.find(club)
          row.members += 1
          return row.save()
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a document that is replaced',
      ...marked`
        export async function next(counters, name) {
          const counter = await counters.findOne({ name })
          const value = (counter ? counter.value : 0) + 1
          await counters.replaceOne({ name }, { name, value }, { upsert: true })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row
          return value
        }
      `,
    },
    {
      name: 'a row that its model saves',
      ...marked`
        export async function debit(accounts, id, amount) {
          const account = await accounts.findOneByOrFail({ id })
          account.balance -= amount
          await accounts.save(account)
                ~~~~~~~~~~~~~~~~~~~~~~ row
        }
      `,
    },
    {
      name: 'a copy of the row, and parts of it by its key',
      ...marked`
        export class Accounts {
          async debit(id, amount) {
            const account = await this.rows.findOneByOrFail({ id })
            await this.rows.save({ ...account, balance: account.balance - amount })
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row
          }
          async credit(id, amount) {
            const account = await this.rows.findOneBy({ id })
            const balance = account.balance + amount
            await this.rows.save({ id, balance })
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row
          }
        }
      `,
    },
    {
      name: 'by a condition and values, by a key and values, by $set',
      ...marked`
        export async function debit(accounts, id, amount) {
          const account = await accounts.findOneByOrFail({ id })
          await accounts.update(id, { balance: account.balance - amount })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row
        }
        export async function credit(id, amount) {
          const account = await Account.findOne({ _id: id })
          await Account.updateOne({ _id: id }, { $set: { balance: account.balance + amount } })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row
        }
      `,
    },
    {
      name: 'what is read in another form, found by a code and written by its key',
      ...marked`
        export async function reward(code) {
          const owner = await Account.findOne({ code }).select('points').lean()
          const points = owner.points + 500
          await Account.updateOne({ _id: owner._id }, { $set: { points } })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row
        }
      `,
    },
    {
      name: 'what a manager of many models finds and saves, or writes all at once',
      ...marked`
        export async function debit(manager, id, amount) {
          const account = await manager.findOneByOrFail(Account, { id })
          account.balance -= amount
          await manager.save(account)
                ~~~~~~~~~~~~~~~~~~~~~ row
        }
        export async function credit(manager, id, amount) {
          const account = await manager.findOneOrFail(Account, { id })
          account.balance += amount
          await manager.flush()
                ~~~~~~~~~~~~~~~ row
        }
      `,
    },
    {
      name: 'a column of the row that steps on, and the row that is saved',
      ...marked`
        export async function join(clubId) {
          const club = await Club.findByPk(clubId)
          if (!club) throw new Error('no such club')
          club.members += 1
          await club.save()
                ~~~~~~~~~~~ row {"who": "\u0060join\u0060", "place": "Club", "read": "line 2", "wait": "line 2", "other": ""}
        }
      `,
    },
    {
      name: 'the row itself, or its model in another view, is given a value made of the old one',
      options,
      ...marked`
        export async function pay(clubId, amount) {
          const club = await Club.findOne({ where: { id: clubId } })
          await club.update({ money: club.money - amount })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row
        }
        export async function welcome(clubId, name) {
          const club = await Club.scope('open').findByPk(clubId)
          const known = club.names
          const names = [...known, name]
          await Club.unscoped().update({ names, updatedAt: new Date() }, { where: { id: clubId } })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row
        }
      `,
    },
    {
      name: 'found by another column, and written by the key of what was found',
      options,
      ...marked`
        export class Members {
          async pay(email, amount) {
            const member = await this.db.member.findUnique({ where: { email } })
            if (member.credit < amount) throw new Error('too little')
            await this.db.member.update({ where: { id: member.id }, data: { credit: member.credit - amount } })
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row {"who": "\u0060pay\u0060", "place": "this.db.member", "read": "line 3", "wait": "line 3", "other": ""}
          }
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Rows that are asked for, and decided on in what is called back: by promises, and by callbacks inside one another.

const options = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'in a transaction that has locked the row',
      options,
      code: text`
        import knex from 'knex'
        const db = knex({ client: 'pg' })
        export function redeem(code, guest) {
          return db.transaction((work) => work('vouchers').where({ code }).forUpdate().first().then(async (voucher) => {
            if (voucher.guest) throw new Error('used')
            await work('accounts').where({ id: guest }).increment('credit', voucher.amount)
            await work('vouchers').where({ code }).update({ guest })
          }))
        }
      `,
    },
    {
      name: 'whether there is one already decides the index, and nobody minds',
      options,
      code: text`
        import mongoose from 'mongoose'
        const Tag = mongoose.model('Tag', schema)
        export function tag(name) {
          return Tag.findOne({ name }).then((found) => found ?? Tag.create({ name }).catch((error) => { if (error.code !== 11000) throw error }))
        }
        export function note(name) {
          return Tag.findOne({ name }).then((found) => {
            if (found) return found
            return Tag.create({ name }).catch(() => undefined)
          })
        }
      `,
    },
    {
      name: 'the answer decides on something else',
      options,
      code: text`
        import mysql from 'mysql'
        const db = mysql.createConnection({})
        export function book(show, guest, done) {
          db.query('SELECT title FROM shows WHERE id = ?', [show], (error, rows) => {
            if (error) return done(error)
            if (rows.length === 0) return done(null, false)
            db.query('UPDATE shows SET seats = seats - 1 WHERE id = ?', [show], done)
          })
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'one that is put there because it was not there, whatever is done on the way',
      options,
      ...marked`
        import mongoose from 'mongoose'
        import { hash } from './hash.js'
        const Guest = mongoose.model('Guest', schema)
        export function register(router) {
          router.post('/guests', (req, res, next) => {
            Guest.findOne({ mail: req.body.mail }).then((known) => {
              if (known) return res.sendStatus(409)
              const guest = new Guest({ mail: req.body.mail })
              hash(req.body.word, (error, secret) => {
                if (error) return next(error)
                guest.secret = secret
                guest.save().then(() => res.sendStatus(201)).catch(next)
                ~~~~~~~~~~~~ claimed
              })
            }, next)
          })
        }
      `,
    },
    {
      name: 'a file that is read and put back, where nothing but the callback says that anything is waited for',
      options,
      ...marked`
        import fs from 'node:fs'
        export function hit(file, page) {
          fs.readFile(file, 'utf8', (err, text) => {
            const hits = JSON.parse(text)
            hits[page] += 1
            fs.writeFile(file, JSON.stringify(hits), (failure) => { if (failure) console.error(failure) })
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost
          })
        }
      `,
    },
    {
      name: 'the last seat, in a promise',
      options,
      ...marked`
        export function take(db, id) {
          return db.query('SELECT left FROM seats WHERE id = $1', [id])
            .then(({ rows }) => rows[0].left > 0 && db.query('UPDATE seats SET left = left - 1 WHERE id = $1', [id]))
                                                    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ oversold
        }
      `,
    },
    {
      name: 'the last seat, in callbacks',
      options,
      ...marked`
        import mysql from 'mysql'
        const db = mysql.createConnection({})
        export function book(show, guest, done) {
          db.query('SELECT seats FROM shows WHERE id = ?', [show], (error, rows) => {
            if (error) return done(error)
            if (rows[0].seats < 1) return done(null, false)
            db.query('INSERT INTO bookings (show_id, guest) VALUES (?, ?)', [show, guest], (failure) => {
              if (failure) return done(failure)
              db.query('UPDATE shows SET seats = seats - 1 WHERE id = ?', [show], done)
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ oversold
            })
          })
        }
      `,
    },
    {
      name: 'one that may be used once, with a step in between',
      ...marked`
        import knex from 'knex'
        import express from 'express'
        const db = knex({ client: 'pg' })
        const app = express()
        app.post('/vouchers/:code', (req, res, next) => {
          const { code } = req.params
          db('vouchers').where({ code }).first().then((voucher) => {
            if (voucher.guest) return res.sendStatus(410)
            return db('accounts').where({ id: req.user.id }).increment('credit', voucher.amount)
              .then(() => db('vouchers').where({ code }).update({ guest: req.user.id }))
                          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ spent
              .then(() => res.sendStatus(200))
          }).catch(next)
        })
      `,
    },
    {
      name: 'the next number',
      options,
      ...marked`
        import knex from 'knex'
        const db = knex({ client: 'pg' })
        export function invoice(total) {
          return db('invoices').max('number as last').first().then((row) => db('invoices').insert({ number: row.last + 1, total }))
                                                                            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ numbered
        }
      `,
    },
  ],
})

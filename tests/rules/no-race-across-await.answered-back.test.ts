import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Answers of stores that come to a callback, of a promise or with an error before them, and what is put back in it or in one inside it.

const options = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'a value that was not read, another row, and a change that the database makes',
      options,
      code: text`
        exports.close = function (id, done) {
          db.get('SELECT state FROM gates WHERE id = ?', [id], (err, gate) => {
            if (err) return done(err)
            db.run('UPDATE gates SET state = ? WHERE id = ?', ['closed', id], done)
          })
        }
        exports.copy = function (from, to, done) {
          db.get('SELECT amount FROM tanks WHERE id = ?', [from], (err, tank) => {
            if (err) return done(err)
            db.run('UPDATE tanks SET amount = ? WHERE id = ?', [tank.amount + 1, to], done)
          })
        }
        exports.visit = (id, done) => {
          Museum.findById(id, (err, museum) => {
            if (err) return done(err)
            Museum.updateOne({ _id: museum.id }, { $inc: { visits: 1 } }, done)
          })
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a column of a row that a callback is given, set in it or in one inside of it',
      options,
      ...marked`
        exports.draw = function (id, litres, done) {
          db.get('SELECT level FROM tanks WHERE id = ?', [id], (err, tank) => {
            if (err) return done(err)
            db.run('UPDATE tanks SET level = ? WHERE id = ?', [tank.level - litres, id], done)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row
          })
        }
        exports.fill = function (id, litres, done) {
          db.query('SELECT level FROM tanks WHERE id = ?', [id], function (readError, rows) {
            if (readError) return done(readError)
            valve.open(litres, function (failure) {
              if (failure) return done(failure)
              db.query('UPDATE tanks SET level = ? WHERE id = ?', [rows[0].level + litres, id], done)
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row
            })
          })
        }
      `,
    },
    {
      name: 'a document that a callback is given, changed and saved',
      options,
      ...marked`
        exports.applaud = (id, done) => {
          Talk.findById(id, (err, talk) => {
            if (err) return done(err)
            talk.applause = talk.applause + 1
            talk.save((error) => done(error, talk))
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row
          })
        }
        exports.whistle = (id) => Talk.findById(id).then((talk) => {
          talk.whistles = talk.whistles + 1
          return talk.save().then(() => talk)
                 ~~~~~~~~~~~ row
        })
      `,
    },
    {
      name: 'a value under a key, and a file',
      options,
      ...marked`
        const fs = require('node:fs')
        const client = require('redis').createClient()
        exports.count = (page, done) => {
          client.get(page, (err, seen) => {
            if (err) return done(err)
            client.set(page, Number(seen) + 1, done)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost
          })
        }
        exports.note = (file, line, done) => {
          fs.readFile(file, 'utf8', (err, text) => {
            if (err) return done(err)
            fs.writeFile(file, text + line, done)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost
          })
        }
      `,
    },
  ],
})

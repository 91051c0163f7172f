import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- callback style, of things that the file does not show

run(rule, {
  valid: [
    {
      name: 'it goes back before anything is asked of the error',
      code: text`
        const store = require('./store')
        exports.harbours = (answer) => {
          store.getConnection((error, link) => {
            if (error) return answer.fail(error)
            link.query('select name from harbours', (failed, rows) => {
              link.release()
              if (failed) return answer.fail(failed)
              answer.send(rows)
            })
          })
        }
      `,
    },
    {
      name: 'what the callback calls releases it',
      code: text`
        const store = require('./store')
        exports.harbours = (callback) => {
          store.getConnection((error, link) => {
            if (error) return callback(error)
            const finish = (failed, rows) => {
              link.release()
              callback(failed, rows)
            }
            link.query('select name from harbours', (failed, rows) => {
              if (failed) return finish(failed)
              finish(null, rows)
            })
          })
        }
      `,
    },
    {
      name: 'who gets it gives it back',
      code: text`
        const store = require('./store')
        exports.open = (callback) => {
          store.getConnection((error, link) => {
            if (error) return callback(error)
            callback(null, link, () => link.release())
          })
        }
      `,
    },
    {
      name: 'it is no client of a pool: nothing gives it back',
      code: text`
        const radio = require('./radio')
        exports.ping = (callback) => {
          radio.connect((error, link) => {
            if (error) return callback(error)
            link.send('ping', (failed) => {
              if (failed) return callback(failed)
              callback()
            })
          })
        }
      `,
    },
    {
      name: 'what is given first is no error',
      code: text`
        export function harbours(store, callback) {
          store.connect((link, settings) => {
            settings.query('select name from harbours', (failed, rows) => {
              if (failed) return callback(failed)
              settings.release()
              callback(null, rows)
            })
          })
        }
      `,
    },
    {
      name: 'a broken one is ended instead of going back',
      code: text`
        const store = require('./store')
        exports.harbours = (callback) => {
          store.getConnection((error, link) => {
            if (error) return callback(error)
            link.query('select name from harbours', (failed, rows) => {
              if (failed) link.destroy()
              else link.release()
              callback(failed, rows)
            })
          })
        }
      `,
    },
    {
      name: 'a broken one is ended, with promises',
      code: text`
        export async function harbours(store) {
          const link = await store.getConnection()
          try {
            return await link.query('select name from harbours')
          } finally {
            if (link.isBroken) link.destroy()
            else link.release()
          }
        }
      `,
    },
    {
      name: 'a deferred that is resolved on both ways',
      code: text`
        const store = require('./store')
        exports.rename = (harbour, name) => store.lock().then((unlock) => (
          store.update(harbour, { name }).then((row) => {
            unlock.resolve()
            return row
          }, (error) => {
            unlock.resolve()
            throw error
          })
        ))
      `,
    },
  ],
  invalid: [
    {
      name: 'a way that neither gives it back nor ends it',
      ...marked`
        export async function harbours(store, town) {
          const link = await store.getConnection()
                             ~~~~~~~~~~~~~~~~~~~ skipped
          const rows = await link.query('select name from harbours where town = ?', [town])
          if (rows.length === 0) return []
          if (link.isBroken) link.destroy()
          else link.release()
          return rows
        }
      `,
    },
    {
      name: 'an early return in a handler without any callback of its own',
      ...marked`
        const store = require('./store')
        exports.harbours = (request, response) => {
          store.getConnection((error, link) => {
          ~~~~~~~~~~~~~~~~~~~ skipped
            if (error) return response.sendStatus(503)
            link.query('select name from harbours', (failed, rows) => {
              if (failed) return response.sendStatus(500)
              response.send(rows)
              link.release()
            })
          })
        }
      `,
    },
    {
      name: 'the pool is a field of an object that a function and its prototype make',
      ...marked`
        const mysql = require('mysql')
        function Harbours(options) { this.links = mysql.createPool(options) }
        Harbours.prototype.count = function (callback) {
          this.links.getConnection(function (err, link) {
          ~~~~~~~~~~~~~~~~~~~~~~~~ skipped
            if (err) return callback(err)
            link.query('select count(*) from harbours', function (err, rows) {
              if (err) return callback(err)
              link.release()
              callback(null, rows)
            })
          })
        }
      `,
    },
    {
      name: 'the third parameter gives it back',
      ...marked`
        const links = require('./links')
        exports.count = (callback) => {
          links.connect((err, link, done) => {
          ~~~~~~~~~~~~~ skipped
            if (err) return callback(err)
            link.query('select count(*) from harbours', (err, rows) => {
              if (err) return callback(err)
              done()
              callback(null, rows)
            })
          })
        }
      `,
    },
    {
      name: 'a deferred that is resolved only when the work has succeeded',
      ...marked`
        const store = require('./store')
        exports.rename = (harbour, name) => store.lock().then((unlock) => (
                                            ~~~~~~~~~~ rejected
          store.update(harbour, { name }).then((row) => {
            unlock.resolve()
            return row
          })
        ))
      `,
    },
  ],
})

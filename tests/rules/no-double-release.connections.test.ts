import rule from '../../src/rules/no-double-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- connections of a pool that does not look whether it has them

run(rule, {
  valid: [
    {
      name: 'the callback leaves where it has failed',
      code: text`
        const mysql = require('mysql2')
        const pool = mysql.createPool({ host: 'tides' })
        exports.ask = (harbour, answer) => {
          pool.getConnection((error, connection) => {
            if (error) return answer(error)
            connection.query('SELECT height FROM tides WHERE harbour = ?', [harbour], (failure, rows) => {
              if (failure) {
                connection.release()
                return answer(failure)
              }
              connection.release()
              answer(null, rows)
            })
          })
        }
      `,
    },
    {
      name: 'what is destroyed is gone',
      code: text`
        import mysql from 'mysql2/promise'
        const pool = mysql.createPool({ host: 'tides' })
        export async function ask(harbour) {
          const connection = await pool.getConnection()
          try {
            return await connection.query('SELECT height FROM tides WHERE harbour = ?', [harbour])
          } catch (error) {
            connection.destroy()
            throw error
          } finally {
            connection.release()
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the callback goes on where it has failed',
      ...marked`
        const mysql = require('mysql2')
        const pool = mysql.createPool({ host: 'tides' })
        exports.ask = (harbour, answer) => {
          pool.getConnection((error, connection) => {
            if (error) return answer(error)
            connection.query('SELECT height FROM tides WHERE harbour = ?', [harbour], (failure, rows) => {
              if (failure) {
                connection.release()
                answer(failure)
              }
              connection.release()
              ~~~~~~~~~~~~~~~~~~ twice
              answer(null, rows)
            })
          })
        }
      `,
    },
    {
      name: 'given back in both blocks',
      ...marked`
        import mysql from 'mysql2/promise'
        const pool = mysql.createPool({ host: 'tides' })
        export async function ask(harbour) {
          const connection = await pool.getConnection()
          try {
            return await connection.query('SELECT height FROM tides WHERE harbour = ?', [harbour])
          } catch (error) {
            connection.release()
            throw error
          } finally {
            connection.release()
            ~~~~~~~~~~~~~~~~~~ twice
          }
        }
      `,
    },
  ],
})

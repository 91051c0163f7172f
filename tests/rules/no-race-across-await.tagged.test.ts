import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Statements of SQL that stand in templates with a tag.

/** A template whose values stand behind colons: `:{row.coins}`. */
const told = (statement: string): string => `\`${statement.replaceAll(':{', '${')}\``

const options = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'a transaction, a step of the database, a row that is kept or a change that asks for the old state',
      options,
      code: text`
        import postgres from 'postgres'
        const sql = postgres(process.env.DATABASE_URL)
        export async function pay(purse, amount) {
          await sql.begin(async (sql) => {
            const [row] = await sql${told('select coins from purses where id = :{purse} for update')}
            await sql${told('update purses set coins = :{row.coins - amount} where id = :{purse}')}
          })
        }
        export async function spend(tx, purse, amount) {
          const [row] = await tx${told('select coins from purses where id = :{purse}')}
          await tx${told('update purses set coins = :{row.coins - amount} where id = :{purse}')}
        }
        export async function earn(purse, amount) {
          const [row] = await sql${told('select owner from purses where id = :{purse}')}
          await sql${told('update purses set coins = coins + :{amount} where id = :{purse}')}
          return row.owner
        }
        export async function subscribe(email) {
          const [row] = await sql${told('select id from readers where email = :{email}')}
          if (row) return row
          return sql${told('insert into readers (email) values (:{email}) on conflict do nothing')}
        }
        async function take() {
          const [letter] = await sql${told('select id from letters where state = \'new\' limit 1')}
          const taken = await sql${told('update letters set state = \'sent\' where id = :{letter.id} and state = \'new\' returning id')}
          if (taken.length === 0) return
          await sql${told('update letters set sent_by = \'post\', state = \'sent\' where id = :{letter.id}')}
        }
        setInterval(take, 1000)
        export async function begun(purse, amount) {
          await sql${told('BEGIN')}
          const [row] = await sql${told('select coins from purses where id = :{purse}')}
          await sql${told('update purses set coins = :{row.coins - amount} where id = :{purse}')}
          await sql${told('COMMIT')}
        }
      `,
    },
    {
      name: 'templates that are no statements, and statements of other rows',
      options,
      code: text`
        export async function render(client, id) {
          const [row] = await client.load${told('the purse :{id}')}
          await client.store${told('update of purses: coins = :{row.coins - 1} where id is :{id}')}
        }
        export async function move(sql, from, to) {
          const [row] = await sql${told('select coins from purses where id = :{from}')}
          await sql${told('update purses set coins = :{row.coins - 1} where id = :{to}')}
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a column that is counted on, by a tag, by a method that is one, by what a tag is handed to',
      ...marked`
        import postgres from 'postgres'
        const sql = postgres(process.env.DATABASE_URL)
        export async function pay(purse, amount) {
          const [row] = await sql${told('select coins from purses where id = :{purse}')}
          if (row.coins < amount) throw new Error('too little')
          await sql${told('update purses set coins = :{row.coins - amount} where id = :{purse}')}
                ~~~... row {"who": "\u0060pay\u0060", "place": "purses", "read": "line 4"}
        }
        export async function earn(prisma, purse, amount) {
          const [row] = await prisma.$queryRaw${told('SELECT coins FROM purses WHERE id = :{purse}')}
          const coins = row.coins + amount
          await prisma.$executeRaw${told('UPDATE purses SET coins = :{coins} WHERE id = :{purse}')}
                ~~~... row {"who": "\u0060earn\u0060", "place": "purses", "read": "line 9"}
        }
        export async function lend(pool, purse, amount) {
          const row = await pool.one(sql.unsafe${told('select coins from purses where id = :{purse}')})
          await pool.query(sql.unsafe${told('update purses set coins = :{row.coins - amount} where id = :{purse}')})
                ~~~... row {"who": "\u0060lend\u0060", "place": "purses", "read": "line 14"}
        }
      `,
    },
    {
      name: 'rows that are taken, used up and numbered',
      ...marked`
        import { sql } from '@vercel/postgres'
        async function take() {
          const { rows: [letter] } = await sql${told('select id from letters where state = \'new\' limit 1')}
          if (!letter) return
          await sql${told('update letters set state = \'sent\' where id = :{letter.id}')}
                ~~~... picked {"who": "\u0060take\u0060", "place": "letters", "read": "line 3"}
        }
        setInterval(take, 1000)
        export async function redeem(code, reader) {
          const { rows: [voucher] } = await sql${told('select * from vouchers where code = :{code}')}
          if (voucher.used) throw new Error('used')
          await grant(reader, voucher.value)
          await sql${told('update vouchers set used = true where code = :{code}')}
                ~~~... spent {"who": "\u0060redeem\u0060", "place": "vouchers", "read": "line 9", "wait": "line 11"}
        }
        export async function bill(club, words) {
          const { rows: [row] } = await sql${told('select max(number) as last from bills where club = :{club}')}
          await sql${told('insert into bills (club, number, words) values (:{club}, :{row.last + 1}, :{words})')}
                ~~~... numbered {"who": "\u0060bill\u0060", "place": "bills", "read": "line 15"}
        }
      `,
    },
    {
      name: 'a row that is put there because there was none',
      options,
      ...marked`
        import { sql } from '@vercel/postgres'
        export async function subscribe(email) {
          const { rows } = await sql${told('select id from readers where email = :{email}')}
          if (rows.length > 0) return rows[0]
          await sql${told('insert into readers (email) values (:{email})')}
                ~~~... claimed {"who": "\u0060subscribe\u0060", "place": "readers", "read": "line 3"}
        }
      `,
    },
  ],
})

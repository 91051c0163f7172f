import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Rows that are found because nobody has taken them yet, and taken by a function that is given each of them.

/** A round every minute, with a function of the file that prints a label. */
const rounds = (print: readonly string[], round: readonly string[]): string => text`
  import cron from 'node-cron'
  async function print(label) {
    ${print.join('\n    ')}
  }
  cron.schedule('* * * * *', async () => {
    ${round.join('\n    ')}
  })
`
const ASKED = "const labels = await db.label.findMany({ where: { state: 'new' } })"
const DONE = "await db.label.update({ where: { id: label.id }, data: { state: 'printed' } })"
const EACH = 'for (const label of labels) await print(label)'

run(rule, {
  valid: [
    {
      name: 'taken first by a change that asks for the old state',
      code: rounds(["const { count } = await db.label.updateMany({ where: { id: label.id, state: 'new' }, data: { state: 'busy' } })", 'if (count === 0) return', 'await press(label)', DONE], [ASKED, EACH]),
    },
    {
      name: 'the same in the loop itself, and by a function of its own',
      code: text`
        import cron from 'node-cron'
        const take = async (id) => (await db.label.updateMany({ where: { id, state: 'new' }, data: { state: 'busy' } })).count > 0
        cron.schedule('* * * * *', async () => {
          for (const label of await db.label.findMany({ where: { state: 'new' } })) {
            const { count } = await db.label.updateMany({ where: { id: label.id, state: 'new' }, data: { state: 'busy' } })
            if (count === 0) continue
            await press(label)
            await db.label.update({ where: { id: label.id }, data: { state: 'printed' } })
          }
        })
        cron.schedule('30 * * * *', async () => {
          for (const label of await db.label.findMany({ where: { state: 'new' } })) {
            if (!(await take(label.id))) continue
            await press(label)
            await db.label.update({ where: { id: label.id }, data: { state: 'printed' } })
          }
        })
      `,
    },
    { name: 'each label is at work once', code: rounds(['if (atWork.has(label.id)) return', 'atWork.add(label.id)', 'await press(label)', DONE, 'atWork.delete(label.id)'], [ASKED, EACH]).replace('cron.schedule', 'const atWork = new Set()\ncron.schedule') },
    { name: 'one round at a time', code: rounds(['await press(label)', DONE], ['if (running) return', 'running = true', ASKED, EACH, 'running = false']).replace('cron.schedule', 'let running = false\ncron.schedule') },
    { name: 'another row', code: rounds(['await press(label)', 'await db.label.update({ where: { id: sample.id }, data: { state: "printed" } })'], [ASKED, EACH]) },
    { name: 'put back into the state that is asked for', code: rounds(['await press(label)', "await db.label.update({ where: { id: label.id }, data: { state: 'new' } })"], [ASKED, EACH]) },
    { name: 'in one step of the database', code: rounds(['await db.$transaction(async () => {', 'await press(label)', DONE, '})'], [ASKED, EACH]) },
  ],
  invalid: [
    {
      name: 'by a function of the file, for each',
      ...marked`
        import cron from 'node-cron'
        async function print(label) {
          await press(label)
          await db.label.update({ where: { id: label.id }, data: { state: 'printed' } })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ picked {"who": "This callback", "place": "db.label", "read": "line 7"}
        }
        cron.schedule('* * * * *', async () => {
          const labels = await db.label.findMany({ where: { state: 'new' } })
          for (const label of labels) await print(label)
        })
      `,
    },
    { name: 'all at once', code: rounds(['await press(label)', DONE], [ASKED, 'await Promise.all(labels.map(print))']), errors: [{ messageId: 'picked', line: 4, column: 9 }] },
    { name: 'by a callback, for which nobody waits', code: rounds([], [ASKED, 'labels.forEach(async (label) => {', 'await press(label)', DONE, '})']), errors: [{ messageId: 'picked', line: 9, column: 9 }] },
    { name: 'by a function that a callback calls with a part of it', code: rounds([], [ASKED, 'await Promise.all(labels.map(({ id }) => finish(id)))']).replace('cron.', "const finish = (number) => db.label.update({ where: { id: number }, data: { state: 'printed' } })\ncron."), errors: [{ messageId: 'picked', line: 5, column: 28 }] },
    { name: 'asked for by a function of the file', code: rounds(['await press(label)', DONE], ['for (const label of await unprinted()) await print(label)']).replace('cron.', "function unprinted() { return db.label.findMany({ where: { state: 'new' } }) }\ncron."), errors: [{ messageId: 'picked', line: 4, column: 9 }] },
    {
      name: 'of a repository, where a column is null, in rounds that a decorator begins',
      ...marked`
        import { Interval } from '@nestjs/schedule'
        import { IsNull, Repository } from 'typeorm'
        export class Printing {
          constructor(private readonly labels: Repository<Label>, private readonly press: Press) {}
          @Interval(60_000)
          async round() {
            const labels = await this.labels.find({ where: { printedAt: IsNull() } })
            for (const label of labels) await this.print(label)
          }
          private async print(label: Label) {
            await this.press.print(label)
            await this.labels.update(label.id, { printedAt: new Date() })
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ picked {"who": "\u0060round\u0060", "place": "this.labels", "read": "line 7"}
          }
        }
      `,
      language: 'ts',
    },
    {
      name: 'of a chain that builds a statement',
      ...marked`
        import cron from 'node-cron'
        cron.schedule('* * * * *', async () => {
          for (const label of await db('labels').whereNull('printed_at')) {
            await press(label)
            await db('labels').where({ id: label.id }).update({ printed_at: new Date() })
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ picked {"who": "This callback", "place": "labels", "read": "line 3"}
          }
        })
      `,
    },
  ],
})

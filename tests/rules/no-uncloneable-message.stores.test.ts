import rule from '../../src/rules/no-uncloneable-message.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What libraries put into IndexedDB for their callers.

run(rule, {
  valid: [
    {
      name: 'plain data, and what is taken out of its proxy',
      code: text`
        import Dexie, { type Table } from 'dexie'
        import { setMany, update } from 'idb-keyval'
        import { reactive, toRaw } from 'vue'
        const garden = reactive({ beds: 3 })
        class Shed extends Dexie {
          tools!: Table<{ name: string }>
        }
        const shed = new Shed('shed')
        export async function keep() {
          await shed.tools.put({ name: 'rake' })
          await shed.tools.put(toRaw(garden))
          await setMany([['beds', garden.beds]])
          await update('garden', () => toRaw(garden))
        }
      `,
    },
    {
      name: 'a table of something else',
      code: text`
        import { Table } from './table.js'
        export function keep(table: Table) {
          table.put({ dig: () => 1 })
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a table of Dexie by its type, and by its name',
      ...marked`
        import Dexie, { type Table } from 'dexie'
        class Shed extends Dexie {
          tools!: Table<object>
        }
        const shed = new Shed('shed')
        const dig = () => 1
        export async function keep() {
          await shed.tools.put({ name: 'rake', dig })
                                               ~~~ throws
          await new Dexie('barn').table('tools').bulkAdd([{ dig }])
                                                            ~~~ throws
        }
      `,
    },
    {
      name: 'several at once, and what a function makes of what is there',
      ...marked`
        import { setMany, update } from 'idb-keyval'
        const dig = () => 1
        export async function keep() {
          await setMany([['garden', { dig }]])
                                      ~~~ throws
          await update('garden', (old) => ({ ...old, dig }))
                                                     ~~~ throws
        }
      `,
    },
  ],
})

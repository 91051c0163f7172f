import rule from '../../src/rules/no-race-across-await.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Positions that are moved on when the answer is there; and lists that get the same twice, because that it is done is noted late.

const feed = (body: string): string => text`
  export class Feed {
    rows = []
    page = 0
    busy = false
    done = false
    async more(load) {
      ${body}
    }
  }
`
const advanced = (column: number) => [{ messageId: 'advanced' as const, line: 7, column }]

run(rule, {
  valid: [
    { name: 'moved on before the wait', code: feed('this.rows.push(...await load(this.page++))') },
    { name: 'each round moves it on first', code: feed('while (this.page < 9) { this.page++; this.rows.push(...await load(this.page)) }') },
    { name: 'one run at a time', code: feed('if (this.busy) return; this.busy = true; try { this.rows.push(...await load(this.page)); this.page++ } finally { this.busy = false }') },
    { name: 'the answer takes the place of the last one', code: feed('this.shown = (await load(this.page)).length; this.page++') },
    { name: 'counted, and not asked with', code: feed('this.rows.push(...await load()); this.page++') },
    { name: 'handed to a function that adds to nothing that others share', code: `const show = (row) => { const cells = []; cells.push(row); return cells }\n${feed('const more = await load(this.page); more.forEach(show); this.page++')}` },
    { name: 'handed before it is asked', code: `const all = []\nconst show = (row) => { all.push(row) }\n${feed('this.rows.forEach(show); await load(this.page); this.page++')}` },
    {
      name: 'a position of the call',
      code: text`
        export async function all(load) {
          const rows = []
          let page = 0
          while (rows.length === page * 10) {
            rows.push(...await load(page))
            page++
          }
          return rows
        }
      `,
    },
    {
      name: 'the list is filled in one step with what says so',
      code: text`
        import { ref } from 'vue'
        export function useRows(load) {
          const rows = ref([])
          const done = ref(false)
          async function fill() {
            if (done.value) return
            done.value = true
            rows.value.push(...await load())
          }
          return { rows, fill }
        }
      `,
    },
    {
      name: 'what is noted late is put in place of what was there',
      code: text`
        import { ref } from 'vue'
        export function useRows(loadRows) {
          const rows = ref([])
          const done = ref(false)
          async function fill() {
            if (done.value) return
            rows.value = await loadRows()
            done.value = true
          }
          return { rows, fill }
        }
      `,
    },
  ],
  invalid: [
    { name: 'moved on behind it', code: feed('this.rows.push(...await load(this.page)); this.page++'), errors: advanced(47) },
    { name: 'a longer list, and a step of another size', code: feed('const more = await load(this.page); this.rows = [...this.rows, ...more]; this.page += more.length'), errors: advanced(78) },
    { name: 'an address that is made of it', code: feed('const at = `/rows/${this.page}`; const more = await load(at); this.rows = this.rows.concat(more); this.page++'), errors: advanced(103) },
    { name: 'each of the answer is handed to a function that adds it', code: `const all = []\nconst show = (row) => { all.push(row) }\n${feed('const more = await load(this.page); more.forEach(show); this.page++')}`, errors: [{ messageId: 'advanced', line: 9, column: 61 }] },
    { name: 'the answer is handed to a function that adds it', code: `const all = []\nconst show = (rows) => { all.push(...rows) }\n${feed('const more = await load(this.page); show(more); this.page++')}`, errors: [{ messageId: 'advanced', line: 9, column: 53 }] },
    { name: 'kept under a text that is made of it', code: feed('const name = `row-${this.page}`; await store.put(name, 1); this.page++'), errors: [{ messageId: 'doubled', line: 7, column: 64 }] },
    {
      name: 'a listener that adds up what has come',
      code: text`
        let from = 0
        const seen = []
        document.addEventListener('scroll', async () => {
          const more = await (await fetch('/rows?from=' + from)).json()
          for (const row of more) seen.push(row)
          from += more.length
        })
      `,
      errors: [{ messageId: 'reused', line: 6, column: 3 }],
    },
    { name: 'that it is done is noted behind reading alone', code: feed('if (this.done) return; this.rows.push(...await fetchRows()); this.done = true'), errors: [{ messageId: 'done', line: 7, column: 66 }] },
    {
      name: 'a list in a ref, and a longer one',
      code: text`
        import { ref } from 'vue'
        export function useRows(loadRows) {
          const rows = ref([])
          const old = ref([])
          const done = ref(false)
          const oldDone = ref(false)
          async function fill() {
            if (done.value) return
            rows.value.push(...await loadRows())
            done.value = true
          }
          async function fillOld() {
            if (oldDone.value) return
            const more = await loadRows()
            old.value = [...old.value, ...more]
            oldDone.value = true
          }
          return { rows, old, fill, fillOld }
        }
      `,
      errors: [{ messageId: 'done', line: 10, column: 5 }, { messageId: 'done', line: 16, column: 5 }],
    },
  ],
})

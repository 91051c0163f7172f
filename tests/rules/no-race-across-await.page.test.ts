import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Parts of the page that are found by their names where they are used: whoever asks for a name has the same part.

run(rule, {
  valid: [
    {
      name: 'the answer is compared with what was asked for last, or what was asked before is broken off',
      code: text`
        let current
        async function show(id) {
          current = id
          const item = await fetch('/items/' + id).then((response) => response.json())
          if (current !== id) return
          document.querySelector('#title').textContent = item.title
        }
        document.querySelectorAll('li').forEach((li) => li.addEventListener('click', () => show(li.dataset.id)))

        let before
        $('#search').on('input', async function () {
          before?.abort()
          before = new AbortController()
          const response = await fetch('/search?q=' + this.value, { signal: before.signal })
          $('#results').html(await response.text())
        })
      `,
    },
    {
      name: 'a list is emptied after the wait, or filled as a whole; what a function makes for itself is no part of the page',
      code: text`
        async function render() {
          const rows = await fetch('/rows').then((response) => response.json())
          const list = document.getElementById('list')
          list.innerHTML = ''
          for (const row of rows) list.append(itemOf(row))
          document.getElementById('count').textContent = ''
        }
        async function renderWhole() {
          const list = document.getElementById('whole')
          list.innerHTML = ''
          const rows = await fetch('/rows').then((response) => response.json())
          list.replaceChildren(...rows.map(itemOf))
        }
        async function card() {
          const box = document.createElement('div')
          box.innerHTML = ''
          const rows = await fetch('/rows').then((response) => response.json())
          for (const row of rows) box.append(itemOf(row))
          return box
        }
        document.getElementById('refresh').addEventListener('click', render)
        document.getElementById('all').addEventListener('click', renderWhole)
        document.getElementById('one').addEventListener('click', card)
      `,
    },
    {
      name: 'names that mean the page elsewhere',
      code: text`
        import { send } from './mail.js'

        export async function digest(request, response) {
          const form = new FormData()
          const rows = await send(request.query.id)
          for (const row of rows) form.append('row', row)
          response.text(await send(form))
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the answer to an older click comes last',
      ...marked`
        async function show(id) {
          const item = await fetch('/items/' + id).then((response) => response.json())
          document.querySelector('#title').textContent = item.title
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ overtaken {"who": "\u0060show\u0060", "place": "#title.textContent", "read": "", "wait": "line 2", "other": ""}
        }
        document.querySelectorAll('li').forEach((li) => li.addEventListener('click', () => show(li.dataset.id)))
      `,
    },
    {
      name: 'the same by jQuery',
      ...marked`
        $('#search').on('input', async function () {
          const response = await fetch('/search?q=' + this.value)
          $('#results').html(await response.text())
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ overtaken
        })
      `,
    },
    {
      name: 'all that is in it is replaced by a method',
      ...marked`
        const results = document.querySelector('#results')
        document.querySelector('#search').addEventListener('input', async (event) => {
          const hits = await fetch('/search?q=' + event.target.value).then((response) => response.json())
          results.replaceChildren(...hits.map(itemOf))
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ overtaken
        })
      `,
    },
    {
      name: 'a list is emptied before the wait and filled after it',
      ...marked`
        async function render() {
          const list = document.getElementById('list')
          list.innerHTML = ''
          const rows = await fetch('/rows').then((response) => response.json())
          for (const row of rows) list.appendChild(itemOf(row))
                                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ mixed
        }
        document.getElementById('refresh').addEventListener('click', render)
      `,
    },
  ],
})

// ---------------------------------------------------------------- what lies in the shadow of an element

/** An element that shows what is found for its attribute. */
const picker = (root: string, base = 'HTMLElement'): string => text`
  customElements.define('tune-picker', class extends ${base} {
    constructor() {
      super()
      this.list = ${root}.querySelector('ul')
    }
    attributeChangedCallback(name, before, term) {
      this.search(term)
    }
    async search(term) {
      const answer = await fetch('/tunes?q=' + term)
      const { tunes } = await answer.json()
      this.list.replaceChildren(...tunes)
    }
  })
  document.title = 'Tunes'
`

run(rule, {
  valid: [
    { name: 'a class of another kind', code: picker('this.shadowRoot', 'Picker') },
    { name: 'a part of something else', code: picker('this.catalog') },
  ],
  invalid: [
    { name: 'in its shadow', code: picker('this.shadowRoot'), errors: [{ messageId: 'overtaken', line: 12, column: 5 }] },
    { name: 'in the shadow that it makes', code: picker("this.attachShadow({ mode: 'open' })"), errors: [{ messageId: 'overtaken', line: 12, column: 5 }] },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What effects of components ask for, and whether it is another thing before the answer has come.

const thorough = [{ thorough: true }] as const

/** A component that is given some props, and stores what an effect waits for. */
const card = (parts: { readonly props?: string; readonly before?: string; readonly asks: string; readonly watches: string }): string => text`
  import { useEffect, useState } from 'react'
  export function Card({ ${parts.props ?? ''} }) {
    const [found, setFound] = useState(null)
    ${parts.before ?? ''}
    useEffect(() => { ${parts.asks}.then((answer) => setFound(answer)) }, [${parts.watches}])
    return found
  }
`

/** The same, with the answer that is reported. */
function overtaken(parts: Parameters<typeof card>[0]): { code: string; filename: string; errors: [{ messageId: 'overtaken'; line: number; column: number }] } {
  const code = card(parts)
  const lines = code.split('\n')
  const line = lines.findIndex((each) => each.includes('setFound(answer)'))
  return { code, filename: 'card.jsx', errors: [{ messageId: 'overtaken', line: line + 1, column: (lines[line] ?? '').indexOf('setFound(answer)') + 1 }] }
}

/** The same in a component that asks for its address. */
function ofAddress(): ReturnType<typeof overtaken> {
  const { code, filename, errors: [error] } = overtaken({ before: 'const { id } = useParams()', asks: 'load(id)', watches: 'id' })
  return { code: `import { useParams } from 'react-router-dom'\n${code}`, filename, errors: [{ ...error, line: error.line + 1 }] }
}

run(rule, {
  valid: [
    {
      name: 'each answer has a key of its own in the state',
      filename: 'rows.jsx',
      options: thorough,
      code: text`
        import { useEffect, useState } from 'react'
        import { api } from './api'
        export function Rows({ id }) {
          const [byId, setById] = useState({})
          useEffect(() => {
            const load = async () => {
              const rows = await api.rows(id)
              setById((old) => ({ ...old, [id]: rows }))
            }
            load()
          }, [id])
          return byId[id]
        }
      `,
    },
    {
      name: 'a part of a state that is made of what is there, and a function that is given something else',
      filename: 'rows.jsx',
      options: thorough,
      code: text`
        import { useEffect, useState } from 'react'
        import { api } from './api'
        export function Rows({ id }) {
          const [list, setList] = useState({ rows: [] })
          const [total, setTotal] = useState(0)
          const count = async (what) => {
            setTotal(await api.count(what))
          }
          useEffect(() => {
            const load = async () => {
              const rows = await api.rows(id)
              setList((old) => ({ ...old, rows: [...old.rows, ...rows] }))
            }
            load()
            count('all')
          }, [id])
          return [list, total]
        }
      `,
    },
    {
      name: 'answers to what has nothing to do with what is watched',
      filename: 'words.jsx',
      options: thorough,
      code: text`
        import { useEffect, useState } from 'react'
        export function Words({ language, onReady }) {
          const [words, setWords] = useState(null)
          useEffect(() => {
            const load = async () => {
              const isShort = language.length < 3
              let found
              try {
                found = await import('./words/all')
              } catch (error) {
                found = await import('./words/few')
              }
              setWords(found)
              if (isShort) onReady()
            }
            load()
          }, [language])
          return words
        }
      `,
    },
    {
      name: 'a function of the component that runs once, or is told when it is over',
      filename: 'card.jsx',
      options: thorough,
      code: text`
        import { useEffect, useState } from 'react'
        export function Card({ id }) {
          const [found, setFound] = useState(null)
          const [total, setTotal] = useState(0)
          async function refresh(signal) {
            const answer = await load(id)
            if (signal.aborted) return
            setFound(answer)
          }
          const count = async () => setTotal(await load('total'))
          useEffect(() => { void count() }, [])
          useEffect(() => { const over = new AbortController(); void refresh(over.signal); return () => over.abort() }, [id])
          return found ?? total
        }
      `,
    },
    {
      name: 'each run of the effect has the variable for itself',
      filename: 'card.jsx',
      code: text`
        import { useEffect, useState } from 'react'
        export function Berth({ api, ask }) {
          const [place, setPlace] = useState(null)
          useEffect(() => {
            if (!place) return
            let seen
            let gone = false
            const look = async () => {
              seen = await ask(place)
              if (!gone) api.note(seen)
            }
            void look()
            return () => {
              gone = true
              api.forget(seen)
            }
          }, [api, place, ask])
          return <button onClick={() => setPlace(api.next())}>next</button>
        }
      `,
    },
    { name: 'a function by the name of one that answers what the address says', code: card({ before: 'const { id } = useParams()', asks: 'load(id)', watches: 'id' }), filename: 'card.jsx' },
    { name: 'a prop, which may well be the same for good', code: card({ props: 'projectId', asks: 'load(projectId)', watches: 'projectId' }), filename: 'card.jsx' },
    { name: 'a client, and the signal that ends the asking', code: card({ props: 'client, signal', asks: "client.get('/status', { signal })", watches: 'client, signal' }), options: thorough, filename: 'card.jsx' },
    { name: 'an answer that is taken away only where nothing is asked for', code: card({ props: 'id', asks: 'if (!id) { setFound(null); return } load(id)', watches: 'id' }), filename: 'card.jsx' },
    { name: 'a state that is made something else', code: card({ props: 'id', before: 'const [isBusy, setBusy] = useState(false)', asks: 'setBusy(true); load(id)', watches: 'id' }), filename: 'card.jsx' },
    { name: 'a list of somebody, asked for what is on the server', code: card({ props: 'rows', asks: "rows.map((row) => row.id).length; load('all')", watches: 'rows' }), options: thorough, filename: 'card.jsx' },
    {
      name: 'an effect that watches nothing runs once',
      filename: 'card.jsx',
      code: text`
        import { useEffect, useState } from 'react'
        export function Imprint() {
          const [words, setWords] = useState('')
          useEffect(() => {
            fetch('/imprint.txt').then(async (answer) => {
              const found = await answer.text()
              setWords('About us: ' + found)
            }, console.error)
          }, [])
          return words
        }
      `,
    },
    {
      name: 'a state that an effect which watches nothing makes of nothing, once',
      filename: 'card.jsx',
      code: text`
        import { useEffect, useState } from 'react'
        export function Card({ id }) {
          const [ship, setShip] = useState()
          const [pier, setPier] = useState(null)
          const [owner, setOwner] = useState('')
          const [keeper, setKeeper] = useState('')
          useEffect(() => {
            loadShip(id).then((answer) => { if (answer.isThere) setShip(answer.ship) })
          }, [])
          useEffect(() => {
            const load = async () => setPier(await loadPier(id))
            load()
          }, [])
          useEffect(() => {
            if (ship) loadOwner(ship.ownerId).then((answer) => setOwner(answer))
          }, [ship])
          useEffect(() => {
            if (!pier) return
            loadOwner(pier.keeperId).then(setKeeper)
          }, [pier])
          return owner + keeper
        }
      `,
    },
    {
      name: 'a function that an effect runs again, with a ticket',
      filename: 'list.jsx',
      options: thorough,
      code: text`
        import { useCallback, useEffect, useRef, useState } from 'react'
        export function useList(filter) {
          const [rows, setRows] = useState([])
          const latest = useRef(0)
          const load = useCallback(async () => {
            const ticket = ++latest.current
            const found = await ask(filter)
            if (ticket === latest.current) setRows(found)
          }, [filter])
          useEffect(() => { load() }, [load])
          return { rows, reload: load }
        }
      `,
    },
    {
      name: 'a function that an effect runs once',
      filename: 'list.jsx',
      code: text`
        import { useCallback, useEffect, useState } from 'react'
        export function useList(filter) {
          const [rows, setRows] = useState([])
          const load = useCallback(async () => setRows(await ask(filter)), [filter])
          useEffect(() => { load() }, [])
          return rows
        }
      `,
    },
    { name: 'a flag that nothing asks', code: card({ props: 'id, visible', asks: 'load(id)', watches: 'id, visible' }), filename: 'card.jsx' },
    {
      name: 'a cleanup that says so to what has begun already',
      code: text`
        import { useEffect, useState } from 'react'
        export function Harbour() {
          const [name, setName] = useState('')
          const [free, setFree] = useState(false)
          useEffect(() => {
            let over = false
            const timer = setTimeout(async () => {
              const answer = await fetch('/berths?name=' + name)
              if (!over) setFree(answer.ok)
            }, 300)
            return () => {
              over = true
              clearTimeout(timer)
            }
          }, [name])
          return <input value={name} onChange={(event) => setName(event.target.value)} disabled={!free} />
        }
      `,
      filename: 'card.jsx',
    },
  ],
  invalid: [
    {
      name: 'a function that an effect gives what it watches',
      language: 'jsx',
      options: thorough,
      ...marked`
        import { useEffect, useState } from 'react'
        import { api } from './api'
        export function Rows({ id, query }) {
          const [rows, setRows] = useState([])
          const load = async (key) => {
            const found = await api.rows(key)
            setRows(found)
            ~~~~~~~~~~~~~~ overtaken {"who": "This effect", "place": "rows", "wait": "line 6"}
          }
          useEffect(() => { load(id) }, [id])
          return rows
        }
      `,
    },
    {
      name: 'asked for by an address that is put together in steps',
      language: 'jsx',
      options: thorough,
      ...marked`
        import { useEffect, useState } from 'react'
        import { api } from './api'
        export function Rows({ id, query }) {
          const [rows, setRows] = useState([])
          useEffect(() => {
            const load = async () => {
              let url = '/rows'
              if (query) url += '?q=' + query
              const response = await fetch(url)
              setRows(await response.json())
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ overtaken {"who": "This effect", "place": "rows", "wait": "line 10"}
            }
            load()
          }, [query])
          return rows
        }
      `,
    },
    {
      name: 'a list that is filled with an answer for each element',
      language: 'jsx',
      options: thorough,
      ...marked`
        import { useEffect, useState } from 'react'
        import { api } from './api'
        export function Rows({ id, query }) {
          const [rows, setRows] = useState([])
          useEffect(() => {
            const load = async () => {
              const found = []
              for (const key of id) found.push(await api.row(key))
              setRows(found)
              ~~~~~~~~~~~~~~ overtaken {"who": "This effect", "place": "rows", "wait": "line 8"}
            }
            load()
          }, [id])
          return rows
        }
      `,
    },
    {
      name: 'a part of a state that is an object, beside what is there',
      language: 'jsx',
      options: thorough,
      ...marked`
        import { useEffect, useState } from 'react'
        import { api } from './api'
        export function Rows({ id, query }) {
          const [list, setList] = useState({ rows: [] })
          useEffect(() => {
            const load = async () => {
              const rows = await api.rows(id)
              setList((old) => ({ ...old, rows, isLoading: false }))
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ overtaken {"who": "This effect", "place": "list", "wait": "line 7"}
            }
            load()
          }, [id])
          return list.rows
        }
      `,
    },
    {
      name: 'one of two answers, asked for with what is made of the prop on the spot',
      language: 'jsx',
      options: thorough,
      ...marked`
        import { useEffect, useState } from 'react'
        export function Words({ language }) {
          const [words, setWords] = useState(null)
          useEffect(() => {
            const load = async () => {
              const name = language === 'en' ? 'en-GB' : language
              let found
              try {
                found = await import('./words/' + name)
              } catch (error) {
                found = await import('./words/en-GB')
              }
              setWords(found)
              ~~~~~~~~~~~~~~~ overtaken {"who": "This effect", "place": "words", "wait": "line 9"}
            }
            load()
          }, [language])
          return words
        }
      `,
    },
    {
      name: 'a state that a listener sets as well, and one that begins with something',
      filename: 'card.jsx',
      ...marked`
        import { useEffect, useState } from 'react'
        export function Card({ id, radio }) {
          const [ship, setShip] = useState()
          const [pier, setPier] = useState('north')
          const [owner, setOwner] = useState('')
          const [keeper, setKeeper] = useState('')
          useEffect(() => {
            radio.on('ship', (answer) => setShip(answer))
            loadPier(id).then(setPier)
          }, [])
          useEffect(() => {
            if (ship) loadOwner(ship.ownerId).then((answer) => setOwner(answer))
                                                               ~~~~~~~~~~~~~~~~ overtaken
          }, [ship])
          useEffect(() => {
            if (pier) loadKeeper(pier).then((answer) => setKeeper(answer))
                                                        ~~~~~~~~~~~~~~~~~ overtaken
          }, [pier])
          return owner + keeper
        }
      `,
    },
    {
      name: 'a function that an effect runs again for what it lists, the ticket asked too late',
      filename: 'list.jsx',
      ...marked`
        import { useCallback, useEffect, useRef, useState } from 'react'
        export function useList(filter, page) {
          const [rows, setRows] = useState([])
          const [busy, setBusy] = useState(false)
          const latest = useRef(0)
          const load = useCallback(async () => {
            const ticket = ++latest.current
            setBusy(true)
            const { found } = await ask(filter, page)
            setRows(found)
            ~~~~~~~~~~~~~~ overtaken {"place": "rows", "wait": "line 9", "read": "line 9", "other": "", "who": "This effect"}
            if (ticket === latest.current) setBusy(false)
          }, [filter, page])
          useEffect(() => { void load() }, [load])
          return { rows, busy }
        }
      `,
    },
    { name: 'a prop, thorough', ...overtaken({ props: 'projectId', asks: 'load(projectId)', watches: 'projectId' }), options: thorough },
    { name: 'an object that is asked for what it has itself', ...overtaken({ props: 'project', asks: 'project.files()', watches: 'project' }), options: thorough },
    { name: 'a state', ...overtaken({ before: 'const [id, setId] = useState(1)', asks: 'load(id)', watches: 'id' }) },
    { name: 'what is made of a state', ...overtaken({ before: 'const [text, setText] = useState()\nconst later = useDebounce(text, 200)', asks: 'load(later)', watches: 'later' }) },
    { name: 'a state that is kept elsewhere', ...overtaken({ props: 'tab, setTab', asks: 'load(tab)', watches: 'tab' }) },
    { name: 'what the address says', ...ofAddress() },
    { name: 'what is typed', ...overtaken({ props: 'searchTerm', asks: 'load(searchTerm)', watches: 'searchTerm' }) },
    { name: 'an answer that is taken away first', ...overtaken({ props: 'id', asks: 'setFound(null); load(id)', watches: 'id' }) },
    { name: 'a state that is made again what it was at first', ...overtaken({ props: 'id', before: 'const [problem, setProblem] = useState(null)', asks: 'setProblem(null); load(id)', watches: 'id' }) },
    { name: 'what is made for a state: no click waits for it', ...overtaken({ before: 'const [query, setQuery] = useState()', asks: 'generateSnippet({ query })', watches: 'query' }) },
    { name: 'whatever is opened', ...overtaken({ props: 'id, visible', asks: 'if (visible) load(id)', watches: 'id, visible' }) },
    {
      name: 'a table that is filled from the answer, which was asked for by a list',
      filename: 'card.jsx',
      ...marked`
        import { useEffect, useState } from 'react'
        export function Marks({ onChange }) {
          const [rows, setRows] = useState([])
          const [marks, setMarks] = useState({})
          useEffect(() => {
            async function find() {
              const names = rows.filter((row) => row.name).map((row) => row.name)
              const marked = await marksOf(names)
              const table = {}
              for (const id of marked) table[id] = true
              setMarks(table)
              ~~~~~~~~~~~~~~~ overtaken {"who": "This effect", "place": "marks", "wait": "line 8"}
            }
            find()
          }, [rows])
          return <List rows={rows} marks={marks} onChange={setRows} />
        }
      `,
    },
    {
      name: 'a function beside an effect that watches nothing, which hears of more',
      filename: 'card.jsx',
      ...marked`
        import { useEffect, useState } from 'react'
        export function Preview({ shelf }) {
          const [book, setBook] = useState()
          const open = async (id) => {
            const found = await shelf.load(id)
            setBook(found)
            ~~~~~~~~~~~~~~ overtaken
          }
          useEffect(() => {
            open(shelf.first)
            const heard = shelf.onChange((id) => open(id))
            return () => heard.dispose()
          }, [])
          return book
        }
      `,
    },
    {
      name: 'an effect without a list runs each time',
      filename: 'card.jsx',
      ...marked`
        import { useEffect, useState } from 'react'
        export function Imprint({ url }) {
          const [words, setWords] = useState('')
          useEffect(() => {
            fetch(url).then(async (answer) => {
              const found = await answer.text()
              setWords('About us: ' + found)
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ overtaken
            }, console.error)
          })
          return words
        }
      `,
    },
    {
      name: 'where it stands',
      filename: 'card.jsx',
      ...marked`
        import { useEffect, useState } from 'react'
        export function Hits({ query }) {
          const [hits, setHits] = useState([])
          useEffect(() => {
            async function find() {
              const answer = await search(query)
              setHits(answer.hits)
              ~~~~~~~~~~~~~~~~~~~~ overtaken {"who": "This effect", "place": "hits", "wait": "line 6"}
            }
            find()
          }, [query])
          return hits
        }
      `,
    },
    {
      name: 'a cleanup that only clears the timer',
      filename: 'card.jsx',
      ...marked`
        import { useEffect, useState } from 'react'
        export function Harbour() {
          const [name, setName] = useState('')
          const [free, setFree] = useState(false)
          useEffect(() => {
            const timer = setTimeout(async () => {
              const answer = await fetch('/berths?name=' + name)
              setFree(answer.ok)
              ~~~~~~~~~~~~~~~~~~ overtaken
            }, 300)
            return () => clearTimeout(timer)
          }, [name])
          return <input value={name} onChange={(event) => setName(event.target.value)} disabled={!free} />
        }
      `,
    },
    { name: 'a function of the component that the effect runs', filename: 'card.jsx', options: thorough, ...marked`
      import { useEffect, useState } from 'react'
      export function Card({ id }) {
        const [found, setFound] = useState(null)
        async function refresh() {
          const answer = await load(id)
          setFound(answer)
          ~~~~~~~~~~~~~~~~ overtaken
        }
        useEffect(() => { void refresh() }, [id])
        return found
      }
    ` },
  ],
})

// ---------------------------------------------------------------- what nobody reads

/** A page that asks for what it may show one day. */
const asked = (name: string, shown = '<Empty />'): string => text`
  import { useEffect, useState } from 'react'
  import { search } from './api.js'
  export function Page({ rows, term }) {
    const [${name}, setFound] = useState([])
    useEffect(() => {
      search(term).then((answer) => setFound(answer.rows))
    }, [term])
    return ${shown}
  }
`

run(rule, {
  valid: [{ name: 'a state that is not read, and says so by its name', language: 'jsx', code: asked('_found') }],
  invalid: [
    { name: 'one that is shown all the same', language: 'jsx', code: asked('_found', '<List rows={_found} />'), errors: [{ messageId: 'overtaken', line: 6, column: 35 }] },
    { name: 'one that is shown', language: 'jsx', code: asked('found', '<List rows={found} />'), errors: [{ messageId: 'overtaken', line: 6, column: 35 }] },
  ],
})

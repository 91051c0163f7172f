import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Effects that watch a state which is nothing at first and something from then on, and what says that a prop moves on.

run(rule, {
  valid: [
    {
      name: 'a state that is asked for only while it is missing',
      filename: 'berths.jsx',
      code: text`
        import { useEffect, useState } from 'react'
        export function Berths() {
          const [rows, setRows] = useState()
          const [settings, setSettings] = useState(null)
          useEffect(() => {
            const loadSettings = async () => {
              try {
                const found = await readSettings()
                setSettings(found)
              } catch (problem) {
                report(problem)
              }
            }
            const loadRows = () => {
              if (settings) fetch('/berths', { headers: { authorization: settings.token } }).then((answer) => setRows(answer))
            }
            if (!settings) loadSettings()
            loadRows()
            const timer = setInterval(loadRows, 60000)
            return () => clearInterval(timer)
          }, [settings])
          return rows
        }
      `,
    },
    {
      name: 'a prop beside such a state, which may be the same for good',
      filename: 'pier.jsx',
      code: text`
        import { useEffect, useState } from 'react'
        export function Pier({ pierId }) {
          const [rows, setRows] = useState()
          const [settings, setSettings] = useState(null)
          useEffect(() => { if (settings === null) readSettings().then(setSettings) }, [settings])
          useEffect(() => {
            const load = async () => {
              const answer = await ask(pierId, settings.token)
              setRows(answer)
            }
            if (!rows && settings) load()
          }, [rows, settings, pierId])
          return rows
        }
      `,
    },
    {
      name: 'a prop that is compared with something else',
      filename: 'pier.jsx',
      code: text`
        import { useEffect, useState } from 'react'
        export function Pier({ pierId, home }) {
          const [rows, setRows] = useState()
          const [isHome, setHome] = useState(false)
          useEffect(() => {
            if (home !== pierId) { setHome(false) }
            ask(pierId).then((answer) => setRows(answer))
          }, [pierId, home])
          return isHome ? rows : null
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a state that somebody chooses anew',
      filename: 'berths.jsx',
      ...marked`
        import { useEffect, useState } from 'react'
        export function Berths() {
          const [rows, setRows] = useState()
          const [harbour, setHarbour] = useState(null)
          useEffect(() => {
            if (harbour) fetch('/berths/' + harbour.id).then((answer) => setRows(answer))
                                                                         ~~~~~~~~~~~~~~~ overtaken
          }, [harbour])
          return <Picker onChoose={(chosen) => setHarbour(chosen)} rows={rows} />
        }
      `,
    },
    {
      name: 'a state that is put there while another one is missing',
      filename: 'berths.jsx',
      ...marked`
        import { useEffect, useState } from 'react'
        export function Berths({ moment }) {
          const [rows, setRows] = useState()
          const [harbour, setHarbour] = useState(null)
          const choose = () => { if (!rows) setHarbour(nearest(moment)) }
          useEffect(() => { choose() }, [moment])
          useEffect(() => {
            if (harbour) fetch('/berths/' + harbour.id).then((answer) => setRows(answer))
                                                                         ~~~~~~~~~~~~~~~ overtaken
          }, [harbour])
          return rows
        }
      `,
    },
    {
      name: 'a prop whose last value is kept, and which is asked for anew',
      filename: 'most-used.jsx',
      ...marked`
        import { useEffect, useState } from 'react'
        export function MostUsed(props) {
          const [rows, setRows] = useState()
          const [days, setDays] = useState(30)
          useEffect(() => {
            const load = () => {
              ask('/most-used', { days: props.days }).then((answer) => {
                setRows(answer)
                ~~~~~~~~~~~~~~~ overtaken
              })
            }
            if (!rows) load()
            if (days !== props.days) {
              setDays(props.days)
              load()
            }
          }, [rows, days, props.days])
          return rows
        }
      `,
    },
  ],
})

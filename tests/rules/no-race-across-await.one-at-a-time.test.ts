import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Code that runs once at a time: queues by key, controls that are disabled meanwhile, methods that one promise stands for.
const notes = (queue: string): string => text`
  const Keyv = require('keyv')
  const notes = new Keyv('redis://notes')
  const tails = new Map()
  function amend(id, patch) {
    ${queue}
  }
  module.exports = { amend }
`
const work = 'async () => { const old = (await notes.get(id)) ?? {}; await notes.set(id, { ...old, ...patch }) }'
const counter = (body: string, listener = "button.addEventListener('click', "): string => text`
  const button = document.getElementById('count')
  const field = document.getElementById('text')
  const total = document.getElementById('total')
  ${listener}async (event) => {
    ${body}
  })
`
const ask = "total.textContent = await (await fetch('/count?text=' + field.value)).text()"

run(rule, {
  valid: [
    { name: 'a queue by key, put back as it is', code: notes(`const mine = (tails.get(id) ?? Promise.resolve()).then(${work})\n    tails.set(id, mine)\n    return mine`) },
    { name: 'what never fails is put back', code: notes(`const mine = (tails.get(id) ?? Promise.resolve()).then(${work})\n    tails.set(id, mine.catch(() => {}))\n    return mine`) },
    { name: 'under another name, and taken out when it is the last', code: notes(`const mine = (tails.get(id) ?? Promise.resolve()).then(${work})\n    const tail = mine.catch(() => {}).then(() => { if (tails.get(id) === tail) tails.delete(id) })\n    tails.set(id, tail)\n    return mine`) },
    { name: 'the tail has a name', code: notes(`const before = tails.get(id) ?? Promise.resolve()\n    const mine = before.then(${work})\n    tails.set(id, mine)\n    return mine`) },
    { name: 'a button that is disabled', code: counter(`button.disabled = true\n    ${ask}\n    button.disabled = false`) },
    { name: 'found again by the same id', code: counter(`const pressed = document.getElementById('count')\n    pressed.disabled = true\n    try { ${ask} } finally { pressed.disabled = false }`, "document.getElementById('count').addEventListener('click', ") },
    { name: 'as the target of the event', code: counter(`event.currentTarget.disabled = true\n    ${ask}`) },
    { name: 'by its attribute', code: counter(`button.setAttribute('disabled', '')\n    ${ask}\n    button.removeAttribute('disabled')`) },
    { name: 'a form whose button is disabled', code: counter(`button.disabled = true\n    ${ask}`, "document.forms[0].addEventListener('submit', ") },
    {
      name: 'what one promise stands for as long as it runs',
      options: [{ thorough: true }],
      code: text`
        export class Session {
          refresh() {
            this.refreshing ??= this.renew().finally(() => { this.refreshing = null })
            return this.refreshing
          }
          async renew() {
            const response = await fetch('/renew', { method: 'POST', body: this.tokens.refresh })
            this.tokens = await response.json()
          }
        }
      `,
    },
  ],
  invalid: [
    { name: 'another key is put back', code: notes(`const mine = (tails.get(id) ?? Promise.resolve()).then(${work})\n    tails.set('last', mine)\n    return mine`), errors: [{ messageId: 'lost', line: 5, column: 119 }] },
    { name: 'another element is disabled', ...marked`
      const button = document.getElementById('count')
      const other = document.getElementById('reset')
      const field = document.getElementById('text')
      const total = document.getElementById('total')
      button.addEventListener('click', async () => {
        other.disabled = true
        total.textContent = await (await fetch('/count?text=' + field.value)).text()
        ~~~~~~~~~~~~~~~~~ overtaken
      })
    ` },
    { name: 'disabled when the answer is there', ...marked`
      const button = document.getElementById('count')
      const field = document.getElementById('text')
      const total = document.getElementById('total')
      button.addEventListener('click', async () => {
        const answer = await fetch('/count?text=' + field.value)
        button.disabled = true
        total.textContent = await answer.text()
        ~~~~~~~~~~~~~~~~~ overtaken
      })
    ` },
  ],
})

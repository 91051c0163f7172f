import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What watchers of components store, and what tells them that they have been overtaken.

const SHOW = '`show`'

/** A watcher with the given body: it is run again whenever the choice changes. */
const watcher = (body: string, head = 'async (id, _before, onCleanup)'): string => text`
  import { onWatcherCleanup, ref, watch } from 'vue'
  export function useRecipe(choice) {
    const recipe = ref(null)
    watch(choice, ${head} => {
      ${body}
    })
    return { recipe }
  }
`

run(rule, {
  valid: [
    { name: 'a flag of this run that is raised when the next one begins', code: watcher("let over = false\nonCleanup(() => { over = true })\nconst found = await load(id)\nif (over) return\nrecipe.value = found") },
    { name: 'the same by name', code: watcher("let over = false\nonWatcherCleanup(end)\nfunction end() { over = true }\nconst found = await load(id)\nif (!over) recipe.value = found", 'async (id)') },
    { name: 'a mark on an object of this run', code: watcher("const run = { over: false }\nonCleanup(() => { run.over = true })\nconst found = await load(id)\nif (run.over) return\nrecipe.value = found") },
    { name: 'a request that is broken off when the next run begins', code: watcher("const controller = new AbortController()\nonCleanup(() => controller.abort())\nconst answer = await fetch(id, { signal: controller.signal })\nrecipe.value = await answer.json()") },
    { name: 'the same in a chain', code: watcher("const controller = new AbortController()\nonCleanup(() => controller.abort())\nfetch(id, { signal: controller.signal }).then((answer) => { recipe.value = answer })", '(id, _before, onCleanup)') },
    {
      name: 'what a component is given, asked for once, and looked at again behind the wait',
      code: text`
        import React from 'react'
        export class Recipe extends React.Component {
          async componentDidMount() {
            const recipe = await load(this.props.id)
            this.setState({ recipe })
          }
        }
        export class Steps extends React.Component {
          async componentDidUpdate(before) {
            const { id } = this.props
            if (before.id === id) return
            const steps = await loadSteps(this.props.id)
            if (id === this.props.id) this.setState({ steps })
          }
        }
      `,
    },
    {
      name: 'watch options that ask what is chosen now; the same names in another object',
      code: text`
        import { defineComponent } from 'vue'
        export default defineComponent({
          data: () => ({ steps: [] }),
          watch: {
            '$route.params.id': 'show',
            id(id) { this.show(id) },
          },
          methods: {
            async show(id) {
              const steps = await loadSteps(id)
              if (id !== this.id) return
              this.steps = steps
            },
          },
        })
        export const once = plan({
          watch: {
            async steps(id) { this.steps = await loadSteps(id) },
          },
        })
      `,
    },
    {
      name: 'a method asks with a field that nothing watches',
      code: text`
        export default {
          data: () => ({ query: '', author: '', steps: [] }),
          watch: { author() { this.search() } },
          methods: {
            async search() {
              const steps = await findSteps(this.query)
              this.steps = steps
            },
          },
        }
      `,
    },
    {
      name: 'a helper that looks whether it is still the last',
      code: text`
        import { ref, watch } from 'vue'
        export function useRecipe(choice) {
          const recipe = ref(null)
          let last = 0
          async function show(id) {
            const turn = ++last
            const found = await load(id)
            if (turn === last) recipe.value = found
          }
          watch(choice, (id) => show(id))
          return { recipe }
        }
      `,
    },
    {
      name: 'a helper that a timer runs: nobody has asked for anything newer',
      code: text`
        import { ref } from 'vue'
        export function useRecipe(choice) {
          const recipe = ref(null)
          async function show(id) {
            recipe.value = await load(id)
          }
          setInterval(() => show(choice.value), 60_000)
          return { recipe }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a flag that a callback has set before the wait',
      ...marked`
        import { ref, watch } from 'vue'
        export function useRecipe(choice, parts) {
          const recipe = ref(null)
          watch(choice, async (id) => {
            let wanted = false
            parts.forEach((part) => { if (part.recipe === id) wanted = true })
            const found = await load(id)
            if (wanted) recipe.value = found
                        ~~~~~~~~~~~~ overtaken {"who": "This callback", "place": "recipe.value", "wait": "line 7"}
          })
          return { recipe }
        }
      `,
    },
    {
      name: 'something else that is broken off later',
      ...marked`
        import { ref, watch } from 'vue'
        export function useRecipe(choice, timer) {
          const recipe = ref(null)
          watch(choice, async (id, _before, onCleanup) => {
            onCleanup(() => timer.cancel())
            recipe.value = await load(id)
            ~~~~~~~~~~~~ overtaken {"who": "This callback", "place": "recipe.value", "wait": "line 6"}
          })
          return { recipe }
        }
      `,
    },
    {
      name: 'a helper that the watcher calls',
      ...marked`
        import { ref, watch } from 'vue'
        export function useRecipe(props) {
          const recipe = ref(null)
          async function show(id) {
            const found = await load(id)
            recipe.value = found
            ~~~~~~~~~~~~ overtaken {"who": "${SHOW}", "place": "recipe.value", "wait": "line 5"}
          }
          watch(() => props.recipeId, (id) => show(id))
          return { recipe }
        }
      `,
    },
    {
      name: 'a helper that looks up what is wanted itself',
      ...marked`
        import { ref, watch } from 'vue'
        export function useRecipe(choice) {
          const recipe = ref(null)
          async function show() {
            recipe.value = await load(choice.value)
            ~~~~~~~~~~~~ overtaken {"who": "${SHOW}", "place": "recipe.value", "wait": "line 5"}
          }
          watch(choice, () => { show() })
          return { recipe }
        }
      `,
    },
    {
      name: 'watch options of a component, which the page may also call by a method',
      ...marked`
        import { defineComponent } from 'vue'
        export default defineComponent({
          data: () => ({ recipe: null, steps: [] }),
          watch: {
            async name(name) {
              this.recipe = await load(name)
              ~~~~~~~~~~~ overtaken {"who": "\u0060name\u0060", "place": "this.recipe", "wait": "line 6"}
            },
            '$route.params.id': {
              immediate: true,
              handler(id) { this.show(id) },
            },
          },
          methods: {
            async show(id) {
              const steps = await loadSteps(id)
              this.steps = steps
              ~~~~~~~~~~ overtaken {"who": "\u0060show\u0060", "place": "this.steps", "wait": "line 15"}
            },
          },
        })
      `,
    },
    {
      name: 'a method asks with a field, and is called whenever that changes',
      ...marked`
        export default {
          data: () => ({ query: '', steps: [] }),
          watch: { query() { this.search() } },
          methods: {
            async search() {
              const steps = await findSteps(this.query)
              this.steps = steps
              ~~~~~~~~~~ overtaken {"who": "\u0060search\u0060", "place": "this.steps", "wait": "line 6"}
            },
          },
        }
      `,
    },
    {
      name: 'what a component is given has changed',
      ...marked`
        import React from 'react'
        export class Recipe extends React.Component {
          componentDidMount() { this.load() }
          componentDidUpdate(before) {
            if (before.id !== this.props.id) this.load()
          }
          async load() {
            const recipe = await load(this.props.id)
            this.setState({ recipe })
                            ~~~~~~ overtaken {"who": "\u0060load\u0060", "place": "this.state.recipe", "wait": "line 8"}
          }
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Answers of functions that anybody may call, put where they are shown: strict alone reports them.
const options = [{ thorough: true }] as const
const store = (body: string): string => text`
  import { defineStore } from 'pinia'
  import { ref } from 'vue'
  export const useWeather = defineStore('weather', () => {
    const forecast = ref(null)
    let latest = 0
    async function load(town) {
      ${body}
    }
    return { forecast, load }
  })
`

run(rule, {
  valid: [
    { name: 'no part of recommended', code: store('forecast.value = await ask(town)') },
    { name: 'a newer one has begun', options, code: store('const mine = ++latest\n      const answer = await ask(town)\n      if (mine === latest) forecast.value = answer') },
    { name: 'the same is asked each time', options, code: store("forecast.value = await ask('here')") },
    {
      name: 'what is put there is no state of a page, and nothing is chosen',
      options,
      code: text`
        let config
        export async function setup(path) {
          config = await read(path)
        }
      `,
    },
  ],
  invalid: [
    { name: 'a ref', options, ...marked`
      import { defineStore } from 'pinia'
      import { ref } from 'vue'
      export const useWeather = defineStore('weather', () => {
        const forecast = ref(null)
        async function load(town) {
          forecast.value = await ask(town)
          ~~~~~~~~~~~~~~ overtaken
        }
        return { forecast, load }
      })
    ` },
    { name: 'a store', options, ...marked`
      import { create } from 'zustand'
      export const useAlbum = create((set) => ({
        album: null,
        open: async (id) => {
          const album = await fetch('/albums/' + id).then((response) => response.json())
          set({ album })
          ~~~~~~~~~~~~~~ overtaken
        },
      }))
    ` },
    { name: 'by the name of the function another one is chosen', options, ...marked`
      let shown
      export async function showPatient(id) {
        const answer = await ask('/patients/' + id)
        shown = answer
        ~~~~~ overtaken
      }
    ` },
  ],
})

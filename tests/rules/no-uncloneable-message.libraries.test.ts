import rule from '../../src/rules/no-uncloneable-message.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- boxes of state, values of libraries, events of a page

run(rule, {
  valid: [
    {
      name: 'what is in the box, and plain forms of a value',
      code: text`
        import { signal } from '@angular/core'
        import Decimal from 'decimal.js'
        import moment from 'moment'
        import { computed, ref } from 'vue'
        const worker = new Worker('tides.js')
        const heights = ref(3)
        const highest = computed(() => heights.value * 2)
        const place = signal('harbour')
        export const send = () => worker.postMessage({ heights: heights.value, highest: highest.value, place: place() })
        export const at = () => worker.postMessage({ at: moment().toISOString(), height: new Decimal(3).toNumber() })
      `,
    },
    {
      name: 'what a component of its own hands over',
      language: 'jsx',
      code: text`
        const worker = new Worker('tides.js')
        export const Chart = () => <Map onPick={(place) => worker.postMessage({ place })} />
      `,
    },
  ],
  invalid: [
    {
      name: 'the box itself',
      ...marked`
        import { signal } from '@angular/core'
        import { computed, ref } from 'vue'
        const worker = new Worker('tides.js')
        const heights = ref([3, 1])
        const highest = computed(() => Math.max(...heights.value))
        const place = signal('harbour')
        export const all = () => worker.postMessage({ heights })
                                                      ~~~~~~~ throws
        export const high = () => worker.postMessage({ highest })
                                                       ~~~~~~~ throws
        export const where = () => worker.postMessage({ place })
                                                        ~~~~~ throws
      `,
    },
    {
      name: 'values that carry functions of their library',
      ...marked`
        import Decimal from 'decimal.js'
        import moment from 'moment'
        import { Pool } from 'pg'
        import { Mesh } from 'three'
        const pool = new Pool()
        const worker = new Worker('tides.js')
        export const at = () => worker.postMessage({ at: moment() })
                                                         ~~~~~~~~ throws
        export const height = () => worker.postMessage({ height: new Decimal(3) })
                                                                 ~~~~~~~~~~~~~~ throws
        export const store = () => worker.postMessage({ pool })
                                                        ~~~~ throws
        export const shape = () => worker.postMessage({ mesh: new Mesh() })
                                                              ~~~~~~~~~~ throws
      `,
    },
    {
      name: 'an event that an element hands over',
      language: 'jsx',
      ...marked`
        const worker = new Worker('tides.js')
        export const Chart = () => <canvas onClick={(event) => worker.postMessage({ event })} />
                                                                                    ~~~~~ breaks
      `,
    },
    {
      name: 'a document of a database, with what its library keeps in it',
      ...marked`
        import mongoose from 'mongoose'
        import Piscina from 'piscina'
        const pool = new Piscina({ filename: './tides.js' })
        const Harbour = mongoose.model('Harbour', new mongoose.Schema({ name: String }))
        export const predict = async (id) => pool.run({ harbour: await Harbour.findById(id) })
                                                                       ~~~~~~~~~~~~~~~~~~~~ throws
        export const predictPlain = async (id) => pool.run({ harbour: await Harbour.findById(id).lean() })
      `,
    },
  ],
})

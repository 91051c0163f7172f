import rule from '../../src/rules/no-uncloneable-message.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What stores of fields and functions hold: the whole state is sent with its functions.

/** A store of a drawing, and what is sent of it. */
const drawing = (sent: string, made = 'create((set) => ({ shapes: [], add: (shape) => set({ shape }) }))'): string => text`
  import { create } from 'zustand'
  import { persist } from 'zustand/middleware'
  const worker = new Worker('./draw.js')
  export const useDrawing = ${made}
  ${sent}
`

const sent = { messageId: 'throws' as const, line: 5 }

run(rule, {
  valid: [
    { name: 'a part that is data', code: drawing('export const send = () => worker.postMessage(useDrawing.getState().shapes)') },
    { name: 'the parts that are data, told to a listener', code: drawing('useDrawing.subscribe((state) => worker.postMessage({ shapes: state.shapes }))') },
    { name: 'a store that holds data alone', code: drawing('export const send = () => worker.postMessage(useDrawing.getState())', 'create(() => ({ shapes: [] }))') },
    { name: 'an object of another kind', code: drawing('export const send = () => worker.postMessage(useDrawing.getState())', 'createDrawing((set) => ({ add: (shape) => set({ shape }) }))') },
    { name: 'a part that is data, asked for by the store itself', code: drawing('', 'create((set, get) => ({ shapes: [], save: () => worker.postMessage(get().shapes) }))') },
    { name: 'what another parameter of that name answers', code: drawing('', 'create((set) => ({ shapes: [], save: (get) => worker.postMessage(get()) }))') },
  ],
  invalid: [
    { name: 'the whole state, asked for by the store itself', code: drawing('', 'create((set, get) => ({ shapes: [], save: () => worker.postMessage(get()) }))'), errors: [{ ...sent, line: 4, column: 94 }] },
    { name: 'the whole state', code: drawing('export const send = () => worker.postMessage(useDrawing.getState())'), errors: [{ ...sent, column: 46 }] },
    { name: 'the whole state, told to a listener', code: drawing('useDrawing.subscribe((state) => worker.postMessage(state))'), errors: [{ ...sent, column: 52 }] },
    { name: 'made with a coat around it', code: drawing('export const send = () => worker.postMessage(useDrawing.getState())', "create()(persist((set) => ({ shapes: [], add: (shape) => set({ shape }) }), { name: 'drawing' }))"), errors: [{ ...sent, column: 46 }] },
  ],
})

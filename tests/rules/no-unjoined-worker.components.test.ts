import rule from '../../src/rules/no-unjoined-worker.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'an effect with cleanup',
      code: text`
        import { useEffect, useState } from 'react'
        export function useTabs() {
          const [tabs, setTabs] = useState(0)
          useEffect(() => {
            const channel = new BroadcastChannel('tabs')
            channel.onmessage = (e) => setTabs(e.data)
            channel.postMessage('hello')
            return () => channel.close()
          }, [])
          return tabs
        }
      `,
    },
    {
      name: 'the cleanup ends the worker in the ref',
      code: text`
        import { useEffect, useRef } from 'react'
        export function useHash() {
          const workerRef = useRef<Worker | null>(null)
          useEffect(() => {
            workerRef.current = new Worker(new URL('./hash.worker.ts', import.meta.url))
            workerRef.current.onerror = (e) => console.error(e.message)
            return () => {
              workerRef.current?.terminate()
              workerRef.current = null
            }
          }, [])
          return (data: ArrayBuffer) => workerRef.current?.postMessage(data)
        }
      `,
    },
    {
      name: 'the cleanup is a function by name',
      code: text`
        import { useRef, useEffect } from 'react'
        export function useEngine(job) {
          const ref = useRef(null)
          const stop = () => { ref.current?.terminate(); ref.current = null }
          useEffect(() => {
            const worker = new Worker('/e.js')
            ref.current = worker
            worker.onmessage = (e) => console.log(e.data)
            worker.postMessage(job)
            return stop
          }, [job])
        }
      `,
    },
    {
      name: 'a memo hands it to an effect that ends it',
      code: text`
        import { useMemo, useEffect } from 'react'
        export function useEngine() {
          const worker = useMemo(() => new Worker(new URL('./engine.js', import.meta.url)), [])
          useEffect(() => () => worker.terminate(), [worker])
          return worker
        }
      `,
    },
    {
      name: 'the end of the component ends the worker',
      code: text`
        import { onBeforeUnmount, onMounted, ref } from 'vue'
        export function useDecoder() {
          const frame = ref(null)
          let worker
          onMounted(() => {
            worker = new Worker(new URL('./decode.js', import.meta.url))
            worker.onmessage = (e) => { frame.value = e.data }
          })
          onBeforeUnmount(() => worker.terminate())
          const decode = (data) => worker.postMessage(data)
          return { frame, decode }
        }
      `,
    },
    {
      name: 'a custom element ends it when it is removed',
      code: text`
        class QrScanner extends HTMLElement {
          connectedCallback() {
            this.worker = new Worker('/scan.js')
            this.worker.onmessage = (e) => this.dispatchEvent(new CustomEvent('scan', { detail: e.data }))
          }
          disconnectedCallback() { this.worker.terminate() }
          scan(frame) { this.worker.postMessage(frame) }
        }
        customElements.define('qr-scanner', QrScanner)
      `,
    },
    {
      name: 'a pool for each test, ended after each',
      code: text`
        import { beforeEach, afterEach, test, expect } from 'vitest'
        import { Tinypool } from 'tinypool'
        let pool
        beforeEach(() => { pool = new Tinypool({ filename: './x.mjs' }) })
        afterEach(() => pool.destroy())
        test('a', async () => { expect(await pool.run(1)).toBe(2) })
      `,
    },
    {
      name: 'a pool for all tests, ended after them',
      code: text`
        import { before, after, test } from 'node:test'
        import workerpool from 'workerpool'
        let pool
        before(() => { pool = workerpool.pool('./w.js') })
        after(() => pool.terminate())
        test('x', async () => { await pool.exec('f', []) })
      `,
    },
    {
      name: 'inside a test',
      code: text`
        import { test } from 'node:test'
        import { Worker } from 'node:worker_threads'
        import assert from 'node:assert'
        test('echo', async () => {
          const worker = new Worker('./echo.js')
          worker.postMessage(1)
          const value = await new Promise((resolve) => worker.once('message', resolve))
          assert.equal(value, 1)
          await worker.terminate()
        })
      `,
    },
    {
      name: 'an object URL is revoked once the worker has been made',
      code: text`
        const code = 'onmessage = (e) => postMessage(e.data * 2)'
        export function double(n) {
          const url = URL.createObjectURL(new Blob([code]))
          const worker = new Worker(url)
          URL.revokeObjectURL(url)
          return new Promise((resolve, reject) => {
            worker.onmessage = (e) => { worker.terminate(); resolve(e.data) }
            worker.onerror = (e) => { worker.terminate(); reject(e) }
            worker.postMessage(n)
          })
        }
      `,
    },
    {
      name: 'object URLs for other purposes',
      code: text`
        export function download(text, name) {
          const url = URL.createObjectURL(new Blob([text]))
          const a = document.createElement('a')
          a.href = url
          a.download = name
          a.click()
          setTimeout(() => URL.revokeObjectURL(url), 0)
        }
        export function preview(file, img) {
          img.src = URL.createObjectURL(file)
        }
      `,
    },
    {
      name: 'hooks hand it to a helper, or to the context of the test',
      code: text`
        import { beforeEach, afterEach, test } from 'node:test'
        import Tinypool from 'tinypool'
        import { closeAll } from './helpers.js'
        let pool
        beforeEach(() => { pool = new Tinypool({ filename: './x.js' }) })
        afterEach(() => closeAll(pool))
        beforeEach((t) => { t.other = new Tinypool({ filename: './x.js' }) })
        test('x', () => pool.run(1))
      `,
    },
  ],
  invalid: [
    {
      name: 'an effect whose cleanup does something else',
      ...marked`
        import { useEffect } from 'react'
        export function Scan({ onResult }) {
          useEffect(() => {
            let active = true
            const worker = new Worker('/scan.js')
                               ~~~~~~ effect {"when":"this effect runs","starts":"starts a","noun":"worker","ends":"ends","harm":"its thread runs on until the page is closed","repair":"Call \u0060terminate()\u0060"}
            worker.addEventListener('message', (e) => { if (active) onResult(e.data) })
            return () => { active = false }
          }, [onResult])
          return null
        }
      `,
    },
    {
      name: 'an asynchronous function inside an effect',
      ...marked`
        import { useEffect, useState } from 'react'
        export function Stats({ rows }) {
          const [sum, setSum] = useState(0)
          useEffect(() => {
            async function run() {
              const worker = new Worker('/sum.js')
                                 ~~~~~~ effect
              worker.postMessage(rows)
              const value = await new Promise((resolve, reject) => { worker.onmessage = (e) => resolve(e.data); worker.onerror = reject })
              setSum(value)
            }
            run().catch(console.error)
          }, [rows])
          return sum
        }
      `,
    },
    {
      name: 'an effect without cleanup',
      ...marked`
        import { useEffect, useState } from 'react'
        export function useTabs() {
          const [tabs, setTabs] = useState(0)
          useEffect(() => {
            const channel = new BroadcastChannel('tabs')
                                ~~~~~~~~~~~~~~~~ effect
            channel.onmessage = (e) => setTabs(e.data)
            channel.postMessage('hello')
          }, [])
          return tabs
        }
      `,
      suggestions: [[{ messageId: 'cleanup', data: { call: 'close()' }, output: text`
        import { useEffect, useState } from 'react'
        export function useTabs() {
          const [tabs, setTabs] = useState(0)
          useEffect(() => {
            const channel = new BroadcastChannel('tabs')
            channel.onmessage = (e) => setTabs(e.data)
            channel.postMessage('hello')
            return () => channel.close()
          }, [])
          return tabs
        }
      ` }]],
    },
    {
      name: 'an effect puts a worker into a ref',
      ...marked`
        import { useEffect, useRef } from 'react'
        export function useHash() {
          const workerRef = useRef<Worker | null>(null)
          useEffect(() => {
            workerRef.current = new Worker(new URL('./hash.worker.ts', import.meta.url))
                                    ~~~~~~ effect
            workerRef.current.onerror = (e) => console.error(e.message)
          }, [])
          return (data: ArrayBuffer) => workerRef.current?.postMessage(data)
        }
      `,
    },
    {
      name: 'an event handler of a component',
      language: 'jsx',
      ...marked`
        import { useCallback, useState } from 'react'
        export function Upload() {
          const [hash, setHash] = useState('')
          const onPick = useCallback((event) => {
            const worker = new Worker('/hash.js')
                               ~~~~~~ never
            worker.onmessage = (e) => setHash(e.data)
            worker.onerror = (e) => console.error(e)
            worker.postMessage(event.target.files[0])
          }, [])
          return <input type="file" onChange={onPick} />
        }
      `,
    },
    {
      name: 'a mounted component without an end',
      ...marked`
        import { onMounted, ref } from 'vue'
        export function useDecoder() {
          const frame = ref(null)
          let worker
          onMounted(() => {
            worker = new Worker(new URL('./decode.js', import.meta.url))
                         ~~~~~~ effect
            worker.onmessage = (e) => { frame.value = e.data }
          })
          const decode = (data) => worker.postMessage(data)
          return { frame, decode }
        }
      `,
    },
    {
      name: 'a class component without an end',
      ...marked`
        import React from 'react'
        export class Chart extends React.Component {
          componentDidMount() {
            this.worker = new Worker('/chart.js')
                              ~~~~~~ kept {"starts":"starts a","noun":"worker","place":"this.worker","harm":"its thread runs on until the page is closed","repair":"Call \u0060terminate()\u0060"}
            this.worker.onmessage = (e) => this.setState(e.data)
          }
          render() { return null }
        }
      `,
    },
    {
      name: 'a custom element without an end',
      ...marked`
        class QrScanner extends HTMLElement {
          connectedCallback() {
            this.worker = new Worker('/scan.js')
                              ~~~~~~ kept
            this.worker.onmessage = (e) => this.dispatchEvent(new CustomEvent('scan', { detail: e.data }))
          }
          scan(frame) { this.worker.postMessage(frame) }
        }
        customElements.define('qr-scanner', QrScanner)
      `,
    },
    {
      name: 'a decorated component without an end',
      ...marked`
        import { Component } from '@angular/core'
        @Component({ selector: 'app-chart', template: '' })
        export class ChartComponent {
          private worker = new Worker(new URL('./chart.worker', import.meta.url))
                               ~~~~~~ kept
          ngOnInit() { this.worker.onmessage = ({ data }) => this.draw(data) }
          draw(x: unknown) {}
          update(d: unknown) { this.worker.postMessage(d) }
        }
      `,
    },
    {
      name: 'a pool for each test, ended once after all of them',
      ...marked`
        import { beforeEach, afterAll, test, expect } from 'vitest'
        import { Tinypool } from 'tinypool'
        let pool
        beforeEach(() => { pool = new Tinypool({ filename: './x.mjs' }) })
                                      ~~~~~~~~ replaced
        afterAll(() => pool.destroy())
        test('a', async () => { expect(await pool.run(1)).toBe(2) })
      `,
    },
    {
      name: 'a pool that keeps the test run from ending',
      ...marked`
        import { before, test } from 'node:test'
        import workerpool from 'workerpool'
        let pool
        before(() => { pool = workerpool.pool('./w.js') })
                              ~~~~~~~~~~~~~~~ effect
        test('x', async () => { await pool.exec('f', []) })
      `,
    },
    {
      name: 'an address that becomes an object URL, and was a part of its text before',
      ...marked`
        export class Fleet {
          constructor(base) {
            let address = base + 'fleet.js'
            if (base) {
              const code = new Blob(['importScripts("' + address + '")', address])
              address = URL.createObjectURL(code)
                        ~~~~~~~~~~~~~~~~~~~ never
            }
            this.worker = new Worker(address)
          }
        }
      `,
    },
    {
      name: 'an object URL out of reach',
      ...marked`
        const code = 'onmessage = (e) => postMessage(e.data * 2)'
        export function double(n) {
          const worker = new Worker(URL.createObjectURL(new Blob([code])))
                                    ~~~~~~~~~~~~~~~~~~~ never
          return new Promise((resolve, reject) => {
            worker.onmessage = (e) => { worker.terminate(); resolve(e.data) }
            worker.onerror = (e) => { worker.terminate(); reject(e) }
            worker.postMessage(n)
          })
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- what a component keeps by a hook, or makes as it renders

const search = (worker: string, more = '', asked = 'worker.postMessage(text)'): string => text`
  import { useEffect, useMemo, useRef, useState } from 'react'
  export function Search() {
    ${worker}
    ${more}
    return <Field onText={(text) => ${asked}} />
  }
`

const mounted = (line: number, column: number) => [{ messageId: 'effect', data: { when: 'a component is mounted', starts: 'starts a', noun: 'worker', ends: 'ends', harm: 'its thread runs on until the page is closed', repair: 'Call `terminate()`' }, line, column }]

run(rule, {
  valid: [
    { name: 'ended by an effect that watches it', language: 'jsx', code: search("const worker = useMemo(() => new Worker('/search.js'), [])", 'useEffect(() => () => worker.terminate(), [worker])') },
    { name: 'in a slot that an effect ends', language: 'jsx', code: search("const worker = useRef(null)\nif (!worker.current) worker.current = new Worker('/search.js')", 'useEffect(() => () => worker.current?.terminate(), [])', 'worker.current.postMessage(text)') },
    { name: 'ended by an effect that listens to it, and by one that another hook is given', language: 'jsx', code: search("const worker = useMemo(() => new Worker('/search.js'), [])", "useEffect(() => { worker.addEventListener('message', show); return () => { worker.removeEventListener('message', show); worker.terminate() } }, [worker])") },
    { name: 'an effect hands out what tells it to end', language: 'jsx', code: search("const worker = useMemo(() => new Worker('/search.js'), [])", "useEffect(() => () => worker.postMessage('end'), [worker])") },
    { name: 'ended by a hook of another file', language: 'jsx', code: search("const [worker] = useState(() => new Worker('/search.js'))", 'useUnmount(() => worker.terminate())') },
    { name: 'handed to another component', language: 'jsx', code: search("const [worker] = useState(() => new Worker('/search.js'))").replace('<Field', '<Field worker={worker}') },
    { name: 'a slot that somebody else is handed', language: 'jsx', code: search("const worker = useRef(new Worker('/search.js'))", 'useEnd(worker)', 'worker.current.postMessage(text)') },
    { name: 'handed to whoever uses the hook', language: 'jsx', code: "import { useMemo } from 'react'\nexport function useSearch() {\n  const worker = useMemo(() => new Worker('/search.js'), [])\n  return worker\n}" },
    { name: 'kept as long as the page by what the page is made of', language: 'jsx', code: search("const [worker] = useState(() => new Worker('/search.js'))").replace('Search', 'App') },
    { name: 'a component of Vue that ends it, and a store', code: text`
      import { defineStore } from 'pinia'
      export default {
        mounted() { this.worker = new Worker('/chart.js') },
        unmounted() { this.worker.terminate() },
        methods: { draw(rows) { this.worker.postMessage(rows) } },
      }
      export const useCharts = defineStore('charts', {
        state: () => ({ worker: null }),
        actions: { open() { this.worker = new Worker('/chart.js') }, draw(rows) { this.worker.postMessage(rows) } },
      })
    ` },
    { name: 'an address that is taken back once it is shown', language: 'jsx', code: 'export const Cover = ({ file }) => <img src={URL.createObjectURL(file)} onLoad={(event) => URL.revokeObjectURL(event.target.src)} />' },
    { name: 'an address that another component is given, and one that a click makes', language: 'jsx', code: text`
      export function Cover({ file, open }) {
        const url = URL.createObjectURL(file)
        return <Sleeve src={url} onClick={() => open(URL.createObjectURL(file))} />
      }
    ` },
  ],
  invalid: [
    { name: 'made and remembered', language: 'jsx', code: search("const worker = useMemo(() => new Worker('/search.js'), [])", 'useEffect(() => { worker.onmessage = show }, [worker])'), errors: mounted(3, 36) },
    { name: 'an effect that only ceases to listen', language: 'jsx', code: search("const worker = useMemo(() => new Worker('/search.js'), [])", "useEffect(() => { worker.addEventListener('message', show); return () => { worker.removeEventListener('message', show) } }, [worker])"), errors: mounted(3, 36) },
    { name: 'the first state', language: 'jsx', code: search("const [worker] = useState(() => new Worker('/search.js'))"), errors: mounted(3, 39) },
    { name: 'in a slot', language: 'jsx', code: search("const worker = useRef(new Worker('/search.js'))", '', 'worker.current.postMessage(text)'), errors: mounted(3, 29) },
    { name: 'in a slot that was empty', language: 'jsx', code: search("const worker = useRef(null)\nif (!worker.current) worker.current = new Worker('/search.js')", '', 'worker.current.postMessage(text)'), errors: mounted(4, 43) },
    {
      name: 'a component of Vue',
      code: text`
        export default {
          mounted() { this.worker = new Worker('/chart.js') },
          methods: { draw(rows) { this.worker.postMessage(rows) } },
        }
      `,
      errors: mounted(2, 33),
    },
    {
      name: 'an address that is made each time the component renders, alone and for each of a list',
      language: 'jsx',
      code: text`
        export function Covers({ first, files }) {
          const url = URL.createObjectURL(first)
          return <div><img src={url} />{files.map((file) => <img key={file.name} src={URL.createObjectURL(file)} />)}</div>
        }
      `,
      errors: [2, 3].map((line) => ({ messageId: 'effect', data: { when: 'a component is rendered', starts: 'makes an', noun: 'object URL', ends: 'revokes', harm: 'its blob stays in memory until the page is closed', repair: 'Call `URL.revokeObjectURL()`' }, line, column: line === 2 ? 15 : 79 })),
    },
  ],
})

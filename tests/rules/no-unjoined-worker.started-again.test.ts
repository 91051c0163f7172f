import rule from '../../src/rules/no-unjoined-worker.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is begun a second time, what falls off the end of a list, and addresses that a component shows.

const radio = (again: string, extra = ''): string => text`
  import { Worker } from 'node:worker_threads'
  export class Radio {
    start() {
      this.tuner = new Worker(new URL('./tuner.js', import.meta.url))
      this.tuner.on('error', console.error)
      ${extra}
    }
    ${again}
    tune(station) { this.tuner?.postMessage(station) }
    async stop() { await this.tuner?.terminate(); this.tuner = undefined }
  }
`
const replaced = [{ messageId: 'replaced' as const, line: 4, column: 22 }]

const choir = (fewer: string, more = ''): string => text`
  import { Worker } from 'node:worker_threads'
  export class Choir {
    voices = []
    setSize(size) {
      while (this.voices.length < size) this.voices.push(this.voice())
      ${fewer}
    }
    voice() {
      const voice = new Worker(new URL('./voice.js', import.meta.url))
      voice.on('error', console.error)
      return voice
    }
    sing(note) { for (const each of this.voices) each.postMessage(note) }
    ${more}
    async close() { await Promise.all(this.voices.map((each) => each.terminate())) }
  }
`

const cover = (effect: string, shown = '<img src={cover ?? undefined} alt="" />'): string => text`
  import { useEffect, useState } from 'react'
  export function Cover({ record }) {
    const [cover, setCover] = useState(null)
    useEffect(() => {
      ${effect}
    }, [record])
    return ${shown}
  }
`
const effect = (column: number) => [{ messageId: 'effect' as const, line: 5, column }]

run(rule, {
  valid: [
    { name: 'the one that is there is ended first', code: radio('async restart() { await this.stop(); this.start() }') },
    { name: 'asked for first', code: radio('restart() { if (this.tuner) return; this.start() }') },
    { name: 'its end begins the next', code: radio('restart() { this.start() }', "this.tuner.on('exit', () => this.restart())") },
    { name: 'some time after its end', code: radio('restart() { this.start() }', "this.tuner.on('exit', () => setTimeout(() => this.restart(), 500))") },
    { name: 'a start that nothing begins again', code: radio('play(station) { this.start(); this.tune(station) }') },
    { name: 'a change that looks at what is there', code: radio("listen(settings) { settings.on('change', () => { if (!this.tuner) this.start() }) }") },
    { name: 'what is ended before each change', code: radio("listen(settings) { settings.on('change', async () => { await this.stop(); this.start() }) }") },
    { name: 'begun once, when all is there', code: radio("listen(app) { app.once('ready', () => this.start()) }") },
    { name: 'told of a change, where it ends the last one', code: radio('async settingsChanged() { await this.stop(); this.start() }') },
    { name: 'those behind are ended', code: choir('for (const each of this.voices.slice(size)) each.terminate()\n    this.voices.length = size') },
    { name: 'all have been ended, and the list is emptied', code: choir('', 'silence() { this.voices.length = 0 }') },
    { name: 'revoked by another effect', language: 'jsx', code: cover('setCover(URL.createObjectURL(record.cover))').replace('return', 'useEffect(() => () => URL.revokeObjectURL(cover), [cover])\n  return') },
    { name: 'handed to another component', language: 'jsx', code: cover('setCover(URL.createObjectURL(record.cover))', '<Sleeve cover={cover} />') },
    { name: 'handed to whoever uses the hook', language: 'jsx', code: cover('setCover(URL.createObjectURL(record.cover))', 'cover') },
    { name: 'made once, by a click', language: 'jsx', code: cover('', '<button onClick={() => setCover(URL.createObjectURL(record.cover))}>{cover}</button>') },
    {
      name: 'who begins it anew ends the last one',
      code: text`
        import { fork } from 'node:child_process'
        import { watch } from 'chokidar'
        let child
        function boot() {
          child = fork('./app.js')
          child.on('error', console.error)
        }
        watch('src').on('change', () => {
          child.kill()
          boot()
        })
        boot()
      `,
    },
  ],
  invalid: [
    { name: 'begun a second time', code: radio('restart() { this.start() }'), errors: replaced },
    { name: 'the same after a wait for something else', code: radio("async reload() { await fetch('/stations'); this.start() }"), errors: replaced },
    { name: 'told of a change', code: radio('settingsChanged(settings) { this.volume = settings.volume; this.start() }'), errors: replaced },
    { name: 'at each change', code: radio("listen(settings) { settings.on('change', () => this.start()) }"), errors: replaced },
    {
      name: 'a process of a module',
      ...marked`
        import { spawn } from 'node:child_process'
        let relay
        export function start(port) {
          relay = spawn('relay', ['--port', String(port)])
                  ~~~~~ replaced
          relay.on('error', console.error)
        }
        export function reload(port) {
          console.log('reloading')
          start(port)
        }
        export function stop() { relay?.kill() }
      `,
    },
    {
      name: 'its end lets go of it, and nobody waits for that before the next',
      ...marked`
        import { fork } from 'node:child_process'
        export class Host {
          start() {
            this.child = fork('./host.js')
                         ~~~~ replaced
            this.child.on('error', console.error)
            this.child.on('exit', () => { this.child = undefined })
          }
          restart() { this.start() }
          stop() { this.child?.kill() }
        }
      `,
    },
    { name: 'those behind fall off the list', code: choir('this.voices.length = size'), errors: [{ messageId: 'dropped', line: 5, column: 56 }] },
    { name: 'each run of an effect makes one that is only shown', language: 'jsx', code: cover('setCover(URL.createObjectURL(record.cover))'), errors: effect(14) },
    { name: 'one of what a canvas shows', language: 'jsx', code: cover('record.canvas.toBlob((blob) => blob && setCover(URL.createObjectURL(blob)))'), errors: effect(53) },
    {
      name: 'when the answer is there, shown in a style',
      language: 'jsx',
      code: cover('load(record).then((blob) => setCover(URL.createObjectURL(blob)))', '<div style={{ backgroundImage: cover && `url(${cover})` }} />'),
      errors: effect(42),
    },
  ],
})

// What a class begins once more, of which nothing ends the one before.

const site = (start: string, more = 'async restart() { await this.start() }'): string => text`
  import { spawn } from 'node:child_process'
  export class Site {
    #server = null
    async start() {
      ${start}
      this.#server.on('error', (error) => this.log(error))
    }
    ${more}
  }
`

const START = "this.#server = spawn('npm', ['run', 'dev'])"

run(rule, {
  valid: [
    { name: 'the one that is there is looked at', code: site(`if (this.#server) return; ${START}`) },
    { name: 'nobody begins it once more', code: site(START, '') },
    { name: 'a command that ends by itself', code: site("this.#server = spawn('npm', ['run', 'build'])") },
    { name: 'begun once more when it has ended', code: site(START, "watch() { this.#server.once('exit', () => this.restart()) } async restart() { await this.start() }") },
  ],
  invalid: [
    {
      name: 'a server that is begun once more',
      code: site(START),
      errors: [{ messageId: 'replaced', data: { noun: 'child process', place: 'this.#server', harm: 'it runs on and keeps its parent alive', repair: 'Call `kill()`' }, line: 5, column: 20 }],
    },
    {
      name: 'a worker that is begun once more, and given work',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export class Index {
          start(words) {
            this.worker = new Worker('./index-worker.js')
                              ~~~~~~ replaced
            this.worker.postMessage(words)
          }
          reload(words) {
            this.start(words)
          }
          add(word) {
            this.worker.postMessage(word)
          }
        }
      `,
    },
  ],
})

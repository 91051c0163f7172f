import rule from '../../src/rules/no-use-after-transfer.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Pictures that stay in a cache although they have been sent.
run(rule, {
  valid: [
    { name: 'a copy is sent', code: text`
      const worker = new Worker('./paint.js')
      const stamps = new Map()
      export async function draw(name) {
        let stamp = stamps.get(name)
        if (!stamp) {
          stamp = await createImageBitmap(document.querySelector(name))
          stamps.set(name, stamp)
        }
        const copy = await createImageBitmap(stamp)
        worker.postMessage({ copy }, [copy])
      }
    ` },
    { name: 'a canvas for each page, put there by somebody else', code: text`
      const worker = new Worker('./paint.js')
      const canvases = new Map()
      export function register(page, canvas) { canvases.set(page, canvas.transferControlToOffscreen()) }
      export function show(page) {
        const canvas = canvases.get(page)
        worker.postMessage({ canvas }, [canvas])
      }
    ` },
  ],
  invalid: [
    {
      name: 'asked for, made and sent by one function',
      ...marked`
        const worker = new Worker('./paint.js')
        const stamps = new Map()
        export async function draw(name) {
          let stamp = stamps.get(name)
          if (!stamp) {
            stamp = await createImageBitmap(document.querySelector(name))
            stamps.set(name, stamp)
          }
          worker.postMessage({ stamp }, { transfer: [stamp] })
                                                     ~~~~~ cached
        }
      `,
    },
    {
      name: 'from a class of the file, in a handler',
      ...marked`
        const worker = new Worker('./paint.js')
        class Stamps {
          private readonly made = new Map<string, ImageBitmap>()
          async get(name: string): Promise<ImageBitmap> {
            const known = this.made.get(name)
            if (known) return known
            const stamp = await createImageBitmap(await (await fetch(name)).blob())
            this.made.set(name, stamp)
            return stamp
          }
        }
        const stamps = new Stamps()
        document.querySelector('#draw')!.addEventListener('click', async () => {
          const stamp = await stamps.get('star')
          worker.postMessage({ stamp }, [stamp])
                                         ~~~~~ cached
        })
      `,
    },
    {
      name: 'from an async function of the module',
      ...marked`
        const painter = new Worker('./paint.js')
        const tiles = new Map()
        async function tileOf(key) {
          if (!tiles.has(key)) tiles.set(key, await createImageBitmap(await load(key)))
          return tiles.get(key)
        }
        export async function place(key, x, y) {
          const tile = await tileOf(key)
          painter.postMessage({ key, x, y, tile }, [tile])
                                                    ~~~~ cached
        }
      `,
    },
  ],
})

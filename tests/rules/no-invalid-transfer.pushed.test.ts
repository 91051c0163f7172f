import rule from '../../src/rules/no-invalid-transfer.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'buffers that are pushed in a loop',
      code: text`
        export function send(port: MessagePort, layers: Uint8Array[]) {
          const list = []
          for (const layer of layers) if (layer.length > 0) list.push(layer.buffer)
          port.postMessage(layers, list)
        }
      `,
    },
    {
      name: 'a helper whose list holds buffers',
      code: text`
        function buffersOf(layers: Uint8Array[]) {
          const list = []
          for (const layer of layers) list.push(layer.buffer)
          return list
        }
        export function send(port: MessagePort, layers: Uint8Array[]) {
          port.postMessage(layers, buffersOf(layers))
        }
      `,
    },
    {
      name: 'a list of views that is sent itself',
      code: text`
        export function send(port: MessagePort, count: number) {
          const list = []
          for (let n = 0; n < count; n += 1) list.push(new Uint8Array(16))
          port.postMessage(list)
        }
      `,
    },
    {
      name: 'buffers that a getter lists',
      code: text`
        class Mesh {
          normals = new Float32Array(12)
          get parts() { return [this.normals.buffer] }
        }
        export function send(port) {
          const mesh = new Mesh()
          new Worker('mesh.js').postMessage(mesh.normals, mesh.parts)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a view that is pushed in a loop',
      ...marked`
        export function send(port: MessagePort, count: number) {
          const list = []
          for (let n = 0; n < count; n += 1) {
            const layer = new Uint8Array(16)
            list.push(layer)
                      ~~~~~ view
          }
          port.postMessage(count, list)
        }
      `,
      suggestions: [[{ messageId: 'repair', output: text`
        export function send(port: MessagePort, count: number) {
          const list = []
          for (let n = 0; n < count; n += 1) {
            const layer = new Uint8Array(16)
            list.push(layer.buffer)
          }
          port.postMessage(count, list)
        }
      ` }]],
    },
    {
      name: 'a view that is pushed in a branch',
      ...marked`
        export function send(port: MessagePort, layer: Uint8Array) {
          const list = []
          if (layer.length > 0) list.push(layer)
                                          ~~~~~ view
          port.postMessage(layer, list)
        }
      `,
      suggestions: [[{ messageId: 'repair', output: text`
        export function send(port: MessagePort, layer: Uint8Array) {
          const list = []
          if (layer.length > 0) list.push(layer.buffer)
          port.postMessage(layer, list)
        }
      ` }]],
    },
    {
      name: 'a helper whose list holds views, for two sends',
      ...marked`
        interface Layer { pixels: Uint8Array; mask: Uint8Array }
        function partsOf(layers: Layer[]) {
          const list = []
          for (const layer of layers) list.push(layer.pixels, layer.mask.buffer)
                                                ~~~~~~~~~~~~ view
          return list
        }
        export function send(port: MessagePort, layers: Layer[]) {
          port.postMessage(layers, partsOf(layers))
        }
        export function sendBack(port: MessagePort, layers: Layer[]) {
          port.postMessage({ layers }, partsOf(layers))
        }
      `,
      suggestions: [[{ messageId: 'repair', output: text`
        interface Layer { pixels: Uint8Array; mask: Uint8Array }
        function partsOf(layers: Layer[]) {
          const list = []
          for (const layer of layers) list.push(layer.pixels.buffer, layer.mask.buffer)
          return list
        }
        export function send(port: MessagePort, layers: Layer[]) {
          port.postMessage(layers, partsOf(layers))
        }
        export function sendBack(port: MessagePort, layers: Layer[]) {
          port.postMessage({ layers }, partsOf(layers))
        }
      ` }]],
    },
    {
      name: 'a part of each element that is a view',
      ...marked`
        interface Layer { pixels: Uint8Array }
        export function send(port: MessagePort, layers: Layer[]) {
          port.postMessage(layers, layers.map((layer) => layer.pixels))
                                                         ~~~~~~~~~~~~ view
        }
      `,
      suggestions: [[{ messageId: 'repair', output: text`
        interface Layer { pixels: Uint8Array }
        export function send(port: MessagePort, layers: Layer[]) {
          port.postMessage(layers, layers.map((layer) => layer.pixels.buffer))
        }
      ` }]],
    },
    {
      name: 'the numbers of an image',
      language: 'ts',
      ...marked`
        interface Layer { image: ImageData }
        export function send(port: MessagePort, layers: Layer[]) {
          const parts = layers.map(({ image }) => ({ width: image.width, data: image.data }))
          port.postMessage(parts, { transfer: parts.map((part) => part.data) })
                                                                  ~~~~~~~~~ view
        }
      `,
      suggestions: [[{ messageId: 'repair', output: text`
        interface Layer { image: ImageData }
        export function send(port: MessagePort, layers: Layer[]) {
          const parts = layers.map(({ image }) => ({ width: image.width, data: image.data }))
          port.postMessage(parts, { transfer: parts.map((part) => part.data.buffer) })
        }
      ` }]],
    },
    {
      name: 'numbers that a getter lists, of the class or of one above',
      language: 'js',
      ...marked`
        class Shape {
          normals = new Float32Array(12)
          get parts() { return [this.normals] }
                                ~~~~~~~~~~~~ view
        }
        class Mesh extends Shape {}
        export function send() {
          const mesh = new Mesh()
          new Worker('mesh.js').postMessage(mesh.normals, mesh.parts)
        }
      `,
      suggestions: [[{ messageId: 'repair', output: text`
        class Shape {
          normals = new Float32Array(12)
          get parts() { return [this.normals.buffer] }
        }
        class Mesh extends Shape {}
        export function send() {
          const mesh = new Mesh()
          new Worker('mesh.js').postMessage(mesh.normals, mesh.parts)
        }
      ` }]],
    },
  ],
})

import rule from '../../src/rules/no-use-after-transfer.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What a job collects step by step, and sends when a count says that it has all.
run(rule, {
  valid: [
    { name: 'a file that is read piece by piece, and sent when the last piece is there', code: text`
      const SLICE = 1 << 20
      self.gather = function (file) {
        const reader = new FileReader()
        const bytes = new Uint8Array(file.size)
        let done = 0
        const goOn = function () {
          if (done >= file.size) {
            self.postMessage({ bytes: bytes.buffer }, [bytes.buffer])
            return
          }
          reader.readAsArrayBuffer(file.slice(done, done + SLICE))
        }
        reader.onload = function () {
          bytes.set(new Uint8Array(reader.result), done)
          done += SLICE
          goOn()
        }
        goOn()
      }
    ` },
    { name: 'the pieces come by themselves', code: text`
      self.gather = function (socket, size) {
        const bytes = new Uint8Array(size)
        let pieces = 0
        socket.onmessage = function ({ data }) {
          bytes.set(new Uint8Array(data), pieces * 1024)
          pieces++
          if (pieces * 1024 < size) return
          self.postMessage({ bytes: bytes.buffer }, [bytes.buffer])
        }
      }
    ` },
  ],
  invalid: [
    {
      name: 'each piece sends it',
      ...marked`
        self.gather = function (file) {
          const reader = new FileReader()
          const bytes = new Uint8Array(file.size)
          let done = 0
          const goOn = function () {
            self.postMessage({ bytes: bytes.buffer }, [bytes.buffer])
                                                       ~~~~~~~~~~~~ kept {"thing": "bytes.buffer", "next": "the next call"}
            reader.readAsArrayBuffer(file.slice(done, done + 1024))
          }
          reader.onload = function () {
            bytes.set(new Uint8Array(reader.result), done)
            done += 1024
            goOn()
          }
          goOn()
        }
      `,
    },
    {
      name: 'the count begins anew, and the next block is filled into what is gone',
      ...marked`
        self.gather = function (socket, size) {
          const bytes = new Uint8Array(size)
          let filled = 0
          socket.onmessage = function ({ data }) {
            bytes.set(new Uint8Array(data), filled)
            filled += data.byteLength
            if (filled >= size) {
              self.postMessage({ bytes: bytes.buffer }, [bytes.buffer])
                                                         ~~~~~~~~~~~~ kept {"thing": "bytes.buffer", "next": "the next call"}
              filled = 0
            }
          }
        }
      `,
    },
    {
      name: 'a block of the module',
      ...marked`
        const bytes = new Uint8Array(4096)
        let filled = 0
        self.onmessage = function ({ data }) {
          bytes.set(data, filled)
          filled += data.length
          if (filled >= 4096) self.postMessage({ bytes: bytes.buffer }, [bytes.buffer])
                                                                         ~~~~~~~~~~~~ kept {"thing": "bytes.buffer", "next": "the next call"}
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-unjoined-worker.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// One object of the module, told by each request or message what to start.
run(rule, {
  valid: [
    { name: 'the last one is ended first, by the method or by what asks for it', code: text`
      import { spawn } from 'node:child_process'
      import { ipcMain } from 'electron'
      class Recorder {
        #child = null
        start(device) {
          this.stop()
          this.#child = spawn('arecord', ['-D', device], { stdio: 'ignore' })
        }
        play(file) { this.#child = spawn('aplay', [file], { stdio: 'ignore' }) }
        stop() { this.#child?.kill(); this.#child = null }
      }
      const recorder = new Recorder()
      ipcMain.handle('record', (event, device) => recorder.start(device))
      ipcMain.on('quit', () => recorder.stop())
    ` },
    { name: 'an object for each, a start that is told nothing, and one that is only made when there is none', code: text`
      import { spawn } from 'node:child_process'
      import { ipcMain } from 'electron'
      class Recorder {
        #child = null
        start(device) { this.#child = spawn('arecord', ['-D', device], { stdio: 'ignore' }) }
        begin() { this.#child = spawn('arecord', [], { stdio: 'ignore' }) }
        stop() { this.#child?.kill(); this.#child = null }
      }
      const one = new Recorder()
      const other = new Recorder()
      let running = false
      ipcMain.handle('record', (event, device) => {
        const recorder = new Recorder()
        recorder.start(device)
        setTimeout(() => recorder.stop(), 1000)
      })
      ipcMain.handle('begin', () => one.begin())
      ipcMain.handle('start', (event, device) => {
        if (running) return
        running = true
        other.start(device)
      })
      ipcMain.on('quit', () => { one.stop(); other.stop() })
    ` },
  ],
  invalid: [
    { name: 'each message starts another', ...marked`
      import { spawn } from 'node:child_process'
      import { ipcMain } from 'electron'
      class Recorder {
        #child = null
        start(device) { this.#child = spawn('arecord', ['-D', device], { stdio: 'ignore' }) }
                                      ~~~~~ replaced
        stop() { this.#child?.kill(); this.#child = null }
      }
      const recorder = new Recorder()
      ipcMain.handle('record', (event, device) => recorder.start(device))
      ipcMain.on('quit', () => recorder.stop())
    ` },
  ],
})

import rule from '../../src/rules/no-blocking-call.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A page of Electron asks the window for modules, so that no bundler sees it.

run(rule, {
  valid: [
    {
      name: 'another object may have a method of that name',
      code: text`
        const { ipcRenderer } = loader.require('electron')
        bell.addEventListener('click', () => { ipcRenderer.sendSync('ring') })
      `,
    },
    {
      name: 'what does not wait for the other side',
      code: text`
        const { ipcRenderer } = window.require('electron')
        bell.addEventListener('click', () => { ipcRenderer.send('ring') })
      `,
    },
  ],
  invalid: [
    {
      name: 'a message that waits for its answer',
      ...marked`
        const { ipcRenderer } = window.require('electron')
        bell.addEventListener('click', () => { ipcRenderer.sendSync('ring') })
                                               ~~~~~~~~~~~~~~~~~~~~ blocks
      `,
    },
    {
      name: 'the disk',
      ...marked`
        const fs = globalThis.require('fs')
        bell.addEventListener('click', () => { show(fs.readFileSync('tune.txt')) })
                                                    ~~~~~~~~~~~~~~~ blocks
      `,
    },
  ],
})

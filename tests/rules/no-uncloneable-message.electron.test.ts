import rule from '../../src/rules/no-uncloneable-message.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Windows that electron gives, and answers to what a page has asked.
run(rule, {
  valid: [
    { name: 'plain data to all windows, and to who asks', code: text`
      import { BrowserWindow, ipcMain } from 'electron'
      const entries = [{ label: 'Copy', click() { copy() } }]
      export function tell() {
        for (const each of BrowserWindow.getAllWindows()) each.webContents.send('entries', entries.map(({ label }) => label))
      }
      ipcMain.on('entries', (event, name) => {
        event.reply('entries', { name, size: entries.length })
        event.sender.send('entries', name)
      })
    ` },
    { name: 'an event of something else', code: text`
      import { ipcMain } from 'electron'
      ipcMain.on('open', (event, name) => { bus.on('answer', (event) => event.reply(name, () => 1)) })
    ` },
  ],
  invalid: [
    {
      name: 'to all windows, to the one in front, and to that of a page',
      ...marked`
        import { BrowserWindow, webContents } from 'electron'
        const entries = () => [{ label: 'Copy', click() { copy() } }]
        export function tell(id) {
          for (const each of BrowserWindow.getAllWindows()) each.webContents.send('entries', entries())
                                                                                             ~~~~~~~~~ throws
          BrowserWindow.getFocusedWindow()?.webContents.send('entries', entries())
                                                                        ~~~~~~~~~ throws
          webContents.fromId(id).send('entries', { entries: entries() })
                                                            ~~~~~~~~~ throws
        }
      `,
    },
    {
      name: 'in answer to what a page has asked',
      ...marked`
        import { ipcMain } from 'electron'
        const menu = { label: 'File', run: () => open() }
        ipcMain.on('menu', (event) => {
          event.reply('menu', menu)
                              ~~~~ throws
          event.sender.send('menu', [menu])
                                     ~~~~ throws
        })
        ipcMain.handle('menu', async (event) => {
          event.sender.send('busy', { stop: () => 1 })
                                            ~~~~~~~ throws
          return menu.label
        })
      `,
    },
  ],
})

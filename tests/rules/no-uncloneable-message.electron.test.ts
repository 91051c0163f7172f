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
    { name: 'what tells of a window', code: text`
      import { BrowserWindow, ipcMain } from 'electron'
      function open(title) {
        const win = new BrowserWindow({ title })
        return win
      }
      ipcMain.handle('open', async (event, title) => {
        const win = open(title)
        await win.loadFile('index.html')
        return { id: win.id, bounds: win.getBounds() }
      })
      ipcMain.handle('close', (event) => BrowserWindow.fromWebContents(event.sender).close())
    ` },
  ],
  invalid: [
    {
      name: 'a window, what it shows, and the event that asked',
      ...marked`
        import { BrowserWindow, ipcMain, Menu } from 'electron'
        function open(title) {
          const win = new BrowserWindow({ title })
          return win
        }
        ipcMain.handle('open', async (event, title) => {
          const win = open(title)
          await win.loadFile('index.html')
          return win
                 ~~~ throws {"subject": "'win' is a BrowserWindow (line 3)", "sink": "sending it back through ipcMain.handle", "harm": "throws a DataCloneError", "failure": "the message is never sent"}
        })
        ipcMain.handle('page', (event) => BrowserWindow.getFocusedWindow().webContents)
                                          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ throws
        ipcMain.handle('who', (event) => ({ event, from: event.senderFrame.url }))
                                            ~~~~~ throws
        ipcMain.handle('menu', () => Menu.getApplicationMenu())
                                     ~~~~~~~~~~~~~~~~~~~~~~~~~ throws
      `,
    },
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

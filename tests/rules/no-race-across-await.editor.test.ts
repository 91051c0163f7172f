import rule from '../../src/rules/no-race-across-await.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Commands and events of an editor: whoever types gives the same command again, and goes on to the next file, while one waits.

const extension = (register: string, body: string): string => text`
  import { commands, window } from 'vscode'
  let outline
  let opening
  async function show(editor) {
    ${body}
  }
  export function activate(context) {
    context.subscriptions.push(${register})
  }
`
const command = "commands.registerCommand('outline.show', async (editor) => { await show(editor) })"
const event = 'window.onDidChangeActiveTextEditor((editor) => show(editor))'

run(rule, {
  valid: [
    { name: 'one promise is kept for all', code: extension(command, 'opening ??= outlineOf(editor)\noutline = await opening') },
    { name: 'and made where there is none', code: extension(command, 'if (!opening) opening = outlineOf(editor)\noutline = await opening') },
    { name: 'the editor that is active by then is asked for', code: extension(event, 'const found = await outlineOf(editor)\nif (window.activeTextEditor !== editor) return\noutline = found') },
  ],
  invalid: [
    { name: 'the outline of the editor that was active before', code: extension(event, 'outline = await outlineOf(editor)'), errors: [{ messageId: 'overtaken', line: 5, column: 3 }] },
    { name: 'a promise of its own for each', code: extension(event, 'opening = outlineOf(editor)\noutline = await opening'), errors: [{ messageId: 'overtaken', line: 6, column: 1 }] },
  ],
})

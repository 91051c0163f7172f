import rule from '../../src/rules/no-blocking-call.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Extensions of an editor share one process: what one of them waits for, all others wait for, and whoever types.

const extension = (hear: string): string => text`
  import * as vscode from 'vscode'
  import { execFile, execFileSync } from 'node:child_process'
  import { readFileSync } from 'node:fs'
  const version = readFileSync('version.txt', 'utf8')
  export function activate(context) {
    context.subscriptions.push(
      ${hear}
    )
  }
`

run(rule, {
  valid: [
    { name: 'asked once, when the extension is loaded', code: extension("vscode.commands.registerCommand('plough.version', () => vscode.window.showInformationMessage(String(version)))") },
    { name: 'a command that lets others run', code: extension("vscode.commands.registerCommand('plough.run', () => execFile('plough', ['run'], report))") },
  ],
  invalid: [
    { name: 'a command', code: extension("vscode.commands.registerCommand('plough.run', () => execFileSync('plough', ['run']))"), errors: [{ messageId: 'blocks', line: 7, column: 57 }] },
    { name: 'an event', code: extension("vscode.workspace.onDidSaveTextDocument((saved) => execFileSync('plough', [saved.fileName]))"), errors: [{ messageId: 'blocks', line: 7, column: 55 }] },
  ],
})

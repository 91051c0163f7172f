import rule from '../../src/rules/no-blocking-loop.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Extensions of an editor: a document is as long as its file, and the editor waits for what is asked while somebody types.

run(rule, {
  valid: [
    {
      name: 'one look at each line',
      code: text`
        import * as vscode from 'vscode'
        vscode.workspace.onDidChangeTextDocument((event) => {
          for (const line of event.document.getText().split('\n')) count(line)
        })
      `,
    },
    {
      name: 'each line beside the changes, of which there are few',
      code: text`
        import * as vscode from 'vscode'
        vscode.workspace.onDidChangeTextDocument(({ document }) => {
          for (const line of document.getText().split('\n')) for (const mark of ['TODO', 'FIXME']) if (line === mark) count(line)
        })
      `,
    },
    {
      name: 'nobody waits: a command of the shell',
      code: text`
        import { readFileSync } from 'node:fs'
        const lines = readFileSync(process.argv[2], 'utf8').split('\n')
        for (const a of lines) for (const b of lines) if (a === b) count(a)
      `,
    },
  ],
  invalid: [
    {
      name: 'each line beside each, at each change',
      ...marked`
        import * as vscode from 'vscode'
        const doubles = (document) => {
          const lines = document.getText().split('\\n')
          for (const a of lines) {
          ~~~~~~~~~~~~~~~~~~~~~~ pairs
            for (const b of lines) if (a === b) count(a)
          }
        }
        vscode.workspace.onDidChangeTextDocument((event) => doubles(event.document))
      `,
    },
    {
      name: 'of the editor that is active, by a command',
      ...marked`
        import { commands, window } from 'vscode'
        commands.registerCommand('lines.doubles', () => {
          const { document } = window.activeTextEditor
          for (let a = 0; a < document.lineCount; a++) {
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ pairs
            for (let b = a + 1; b < document.lineCount; b++) if (document.lineAt(a).text === document.lineAt(b).text) count(a)
          }
        })
      `,
    },
    {
      name: 'in a provider',
      ...marked`
        import * as vscode from 'vscode'
        export class Doubles implements vscode.CodeLensProvider {
          provideCodeLenses(document: vscode.TextDocument) {
            const lines = document.getText().split('\\n')
            return lines.filter((line, i) => lines.indexOf(line) < i)
                         ~~~~~~ search
          }
        }
      `,
    },
  ],
})

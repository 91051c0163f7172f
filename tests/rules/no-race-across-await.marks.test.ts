import rule from '../../src/rules/no-race-across-await.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Marks in a document that say what was found in an older text of it.

const extension = (body: string, event = 'onDidChangeTextDocument'): string => text`
  import * as vscode from 'vscode'
  import { check, load } from './check'
  export function activate(context) {
    const marks = vscode.languages.createDiagnosticCollection('words')
    const refresh = async (document) => {
      ${body}
    }
    context.subscriptions.push(marks, vscode.workspace.${event}((event) => refresh(event.document)))
  }
`

const server = (body: string): string => text`
  import { createConnection, TextDocuments } from 'vscode-languageserver/node'
  import { check, settings } from './check'
  const connection = createConnection()
  const documents = new TextDocuments()
  documents.onDidChangeContent(({ document }) => validate(document))
  async function validate(document) {
    ${body}
  }
`

run(rule, {
  valid: [
    { name: 'the version is asked behind the wait', code: extension('const { version } = document; const found = await check(document.getText()); if (document.version !== version) return; marks.set(document.uri, found)') },
    { name: 'the text is asked for behind the wait', code: extension('const words = await load(document.uri); marks.set(document.uri, words.in(document.getText()))') },
    { name: 'only when it is opened', code: extension('const found = await check(document.getText()); marks.set(document.uri, found)', 'onDidOpenTextDocument') },
    { name: 'a map of the file', code: extension('const found = await check(document.getText()); cache.set(document.uri, found)') },
    { name: 'the run before is broken off', code: extension('running?.abort(); running = new AbortController(); const found = await check(document.getText(), running.signal); marks.set(document.uri, found)') },
    { name: 'settings first, and then the text', code: server('const given = await settings(document.uri); connection.sendDiagnostics({ uri: document.uri, diagnostics: given.check(document.getText()) })') },
  ],
  invalid: [
    { name: 'asked with the text', code: extension('const found = await check(document.getText()); marks.set(document.uri, found)'), errors: [{ messageId: 'overtaken', line: 6, column: 52 }] },
    { name: 'a test of the answer says nothing of the text', code: extension('const asked = document.getText(); const found = await check(asked); if (found.length > 0) marks.set(document.uri, found.map(toMark))'), errors: [{ messageId: 'overtaken', line: 6, column: 95 }] },
    { name: 'when it is saved', code: extension('const found = await check(document.getText()); marks.set(document.uri, found)', 'onDidSaveTextDocument'), errors: [{ messageId: 'overtaken', line: 6, column: 52 }] },
    { name: 'a server tells its editor', code: server('const found = await check(document.getText()); connection.sendDiagnostics({ uri: document.uri, diagnostics: found })'), errors: [{ messageId: 'overtaken', line: 7, column: 50 }] },
    { name: 'an editor in a page', code: 'import { check } from "./check"\nexport function watch(monaco, model) {\n  model.onDidChangeContent(async () => { monaco.editor.setModelMarkers(model, "words", await check(model.getValue())) })\n}', errors: [{ messageId: 'overtaken', line: 3, column: 42 }] },
  ],
})

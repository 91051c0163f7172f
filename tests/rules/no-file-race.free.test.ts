import rule from '../../src/rules/no-file-race.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Names that nothing was found at, which a function returns, or which are at hand behind a loop.

/** Letters that are kept under a name of their own. */
const letters = (name: string, write = 'await writeFile(path, letter)', keep = 'const path = await freeName(title)'): string => text`
  import { existsSync, writeFileSync } from 'node:fs'
  import { access, open, writeFile } from 'node:fs/promises'
  const exists = (path) => access(path).then(() => true, () => false)
  ${name}
  export async function keep(title, letter) {
    ${keep}
    ${write}
  }
`
const BY_ERROR = 'async function freeName(title) { for (let n = 0; ; n++) { const path = title + n; try { await access(path) } catch { return path } } }'
const BY_LOOP = 'async function freeName(title) { let path = title; while (await exists(path)) { path += "+" } return path }'
const written = { messageId: 'creates', line: 7, column: 9, data: { check: 'Line 4', path: 'path' } } as const

run(rule, {
  valid: [
    { name: 'written only where nothing is', code: letters(BY_ERROR, "await writeFile(path, letter, { flag: 'wx' })") },
    { name: 'opened only where nothing is', code: letters(BY_LOOP, "await open(path, 'wx')") },
    { name: 'another path', code: letters(BY_ERROR, "await writeFile('log', path)") },
    { name: 'a name of what is there', code: letters('async function freeName(title) { for (const path of title.all) { try { await access(path) } catch { continue } return path } }') },
    { name: 'asked and written at once', code: letters('function freeName(title) { let path = title; while (existsSync(path)) path += "+"; return path }', 'writeFileSync(path, letter)', 'const path = freeName(title)') },
    { name: 'nothing is written', code: letters(BY_LOOP, 'return path') },
    { name: 'a loop that counts, and its body writes', code: letters('', 'await log(path)', 'let path = title; for (let n = 1; await exists(path); n++) { await writeFile(path, letter); path += n }') },
  ],
  invalid: [
    { name: 'the error says that nothing is there', code: letters(BY_ERROR), errors: [written] },
    { name: 'a loop goes on as long as something is', code: letters(BY_LOOP), errors: [written] },
    { name: 'by a test of its own', code: letters('async function freeName(title) { const path = title + ".txt"; if (!(await exists(path))) { return path } throw new Error(path) }'), errors: [written] },
    { name: 'in the same function', code: letters('', 'await writeFile(path, letter)', 'let path = title; while (await exists(path)) path += "+"'), errors: [{ ...written, data: { check: 'Line 6', path: 'path' } }] },
    { name: 'behind a loop that counts', code: letters('', 'await writeFile(path, letter)', 'let path = title; for (let n = 1; await exists(path); n++) path = title + n'), errors: [{ ...written, data: { check: 'Line 6', path: 'path' } }] },
    { name: 'behind a loop that asks at its end', code: letters('', 'await writeFile(path, letter)', 'let path = title; do path += "+"; while (await exists(path))'), errors: [{ ...written, data: { check: 'Line 6', path: 'path' } }] },
    { name: 'asked at once, and written after a wait', code: letters('function freeName(title) { let path = title; while (existsSync(path)) path += "+"; return path }', 'await letter.ready; writeFileSync(path, letter)', 'const path = freeName(title)'), errors: [{ ...written, column: 23 }] },
  ],
})

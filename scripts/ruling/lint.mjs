// How files are linted that no configuration is written for: with strict, and what recommended has of it, without types.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as typescriptParser from '@typescript-eslint/parser'

import plugin from '../../dist/index.js'

const strict = plugin.configs.strict.rules
const recommended = plugin.configs.recommended.rules
// Rules whose strict options say more run a second time under this name as `recommended` has them. Facts are computed once per file.
const AGAIN = 'recommended'
const again = Object.keys(recommended).filter((rule) => JSON.stringify(recommended[rule]) !== JSON.stringify(strict[rule]))

const rules = {
  ...strict,
  ...Object.fromEntries(again.map((rule) => [rule.replace('concurrency/', `${AGAIN}/`), recommended[rule]])),
}

/** What the rules find in a file, each with the preset that has it first; `unread` where no parser takes it. */
export function lintFile(linter, cwd, path) {
  const text = readFileSync(join(cwd, path), 'utf8')
  for (const language of languagesOf(path, text)) {
    const messages = linter.verify(text, [configOf(language)], { filename: join(cwd, path) })
    if (messages.some(({ fatal }) => fatal)) continue
    return { path, lines: text.split('\n').length, findings: findingsOf(messages.filter(({ ruleId }) => ruleId !== null)) }
  }
  return { path, lines: 0, unread: true, findings: [] }
}

function configOf({ typescript, sourceType }) {
  return {
    // A pattern of every name alone matches no TypeScript.
    files: ['**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}'],
    plugins: { concurrency: plugin, [AGAIN]: plugin },
    rules,
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' },
    languageOptions: {
      sourceType,
      ...(typescript ? { parser: typescriptParser } : {}),
      parserOptions: { ecmaFeatures: { jsx: true }, loggerFn: false, warnOnUnsupportedTypeScriptVersion: false },
    },
  }
}

/** The ways to read a file, likeliest first, as the command has them. */
function languagesOf(path, text) {
  const typescript = { typescript: true, sourceType: 'module' }
  const module = { typescript: false, sourceType: 'module' }
  const commonjs = { typescript: false, sourceType: 'commonjs' }
  if (/\.[cm]?tsx?$/.test(path)) return [typescript]
  const isModule = path.endsWith('.mjs') || /^[ \t]*(?:import\s*(?:[\w$*{]|['"])|export\s*[\w$*{])/m.test(text)
  return isModule ? [module, commonjs, typescript] : [commonjs, module, typescript]
}

function findingsOf(messages) {
  const faults = new Set(messages.filter(({ ruleId }) => ruleId.startsWith(`${AGAIN}/`)).map(placeOf))
  const found = new Map()
  for (const message of messages) {
    const rule = nameOf(message)
    const isFault = again.includes(`concurrency/${rule}`) ? faults.has(placeOf(message)) : `concurrency/${rule}` in recommended
    found.set(placeOf(message), { line: message.line, endLine: message.endLine ?? message.line, column: message.column, rule, preset: isFault ? 'recommended' : 'strict' })
  }
  return [...found.values()]
}

const nameOf = ({ ruleId }) => ruleId.slice(ruleId.indexOf('/') + 1)
const placeOf = (message) => `${message.line}:${message.column} ${nameOf(message)}`

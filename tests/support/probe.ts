import tsParser from '@typescript-eslint/parser'
import type { Linter as ESLintLinter } from 'eslint'
import { Linter } from 'eslint'

import { nameFile } from '../../src/utils/file-name.ts'
import type { SourceCode } from '../../src/utils/per-file.ts'
import { readSettings } from '../../src/utils/settings.ts'
import type { Node } from '../../src/utils/syntax.ts'
import { walk } from '../../src/utils/syntax.ts'

export interface ParseOptions {
  /** With the TypeScript parser (the default) or espree. */
  readonly ts?: boolean
  /** With type information; takes the place of tests/fixtures/file.ts. */
  readonly typed?: boolean
  readonly jsx?: boolean
  readonly filename?: string
  readonly sourceType?: 'module' | 'script' | 'commonjs'
  readonly settings?: Readonly<Record<string, unknown>>
  readonly globals?: Readonly<Record<string, 'readonly' | 'writable'>>
}

const fixtures = `${import.meta.dirname}/../fixtures`

/** The source code as a rule sees it: scopes resolved, parents set, settings read. Throws on code that does not parse. */
export function parse(code: string, options: ParseOptions = {}): SourceCode {
  const { ts = true, typed = false, jsx = false, sourceType = 'module', settings = {}, globals = {} } = options
  const filename = options.filename ?? `${fixtures}/${ts ? (jsx ? 'react.tsx' : 'file.ts') : 'file.js'}`
  let seen: SourceCode | undefined
  const probe: ESLintLinter.Config = {
    files: ['**'],
    plugins: {
      probe: {
        rules: {
          capture: {
            create(context) {
              seen = context.sourceCode as unknown as SourceCode
              nameFile(seen, context.physicalFilename)
              readSettings(seen, context.settings)
              return {}
            },
          },
        },
      },
    },
    rules: { 'probe/capture': 'error' },
    settings,
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' },
    languageOptions: {
      sourceType,
      globals,
      ...(ts ? { parser: tsParser } : {}),
      parserOptions: { ecmaFeatures: { jsx }, ...(typed ? { projectService: true, tsconfigRootDir: fixtures } : {}) },
    },
  }
  // ESLint warns of each comment that would configure it: those are part of the code under test.
  const messages = new Linter({ configType: 'flat', cwd: '/' }).verify(code, probe, { filename }).filter(({ fatal }) => fatal)
  if (!seen || messages.length > 0) throw new Error(messages.map(({ line, message }) => `${String(line)}: ${message}`).join('\n') || 'not linted')
  return seen
}

/** The outermost first node with exactly this text; `nth` takes a later one (from 0), `type` only nodes of that type. */
export function nodeAt<N extends Node = Node>(sourceCode: SourceCode, text: string, { nth = 0, type }: { readonly nth?: number; readonly type?: `${N['type']}` } = {}): N {
  const found: Node[] = []
  walk(sourceCode, sourceCode.ast, (node) => {
    if (sourceCode.getText(node) !== text || (type !== undefined && node.type !== type)) return true
    found.push(node)
    return false
  })
  const node = found[nth]
  if (!node) throw new Error(`No ${type ?? 'node'} number ${String(nth)} with the text: ${text}`)
  return node as N
}

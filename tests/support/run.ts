import tsParser from '@typescript-eslint/parser'
import * as espree from 'espree'
import type { Rule as ESLintRule } from 'eslint'
import { Linter, RuleTester } from 'eslint'

import type { Rule } from '../../src/utils/rule.ts'
import { unguarded } from '../../src/utils/rule.ts'
import type { Expected } from './marked.ts'

export type Language = 'js' | 'jsx' | 'ts' | 'tsx'

export interface Case<Options extends readonly unknown[]> {
  /** The behaviour that this case shows. */
  readonly name: string
  readonly code: string
  /** Absent: as TypeScript, and once more as plain JavaScript with espree if it parses as that. ESLint 9 reads each case once: what is its own is espree. */
  readonly language?: Language
  readonly filename?: string
  readonly options?: Options
  readonly settings?: Readonly<Record<string, unknown>>
  readonly globals?: Readonly<Record<string, 'readonly' | 'writable'>>
  readonly sourceType?: 'module' | 'script' | 'commonjs'
  readonly only?: boolean
}

export interface Suggestion<MessageIds extends string> {
  readonly messageId: MessageIds
  readonly data?: Readonly<Record<string, string>>
  readonly output: string
}

export interface InvalidCase<MessageIds extends string, Options extends readonly unknown[]> extends Case<Options> {
  readonly errors: readonly Expected[]
  /** Per report, in order, its suggestions; absent: none. */
  readonly suggestions?: readonly (readonly Suggestion<MessageIds>[])[]
  /** The code after all fixes; absent: nothing is fixed. */
  readonly output?: string
}

export interface Cases<MessageIds extends string, Options extends readonly unknown[]> {
  readonly valid: readonly Case<Options>[]
  readonly invalid: readonly InvalidCase<MessageIds, Options>[]
}

const fixtures = `${import.meta.dirname}/../fixtures`

/** Runs the cases of one rule. Every rule is also run on an empty file. */
export function run<MessageIds extends string, Options extends readonly unknown[]>(rule: Rule<MessageIds, Options>, cases: Cases<MessageIds, Options>): void {
  test(rule, '', {
    valid: [{ name: 'an empty file', code: '' }, ...cases.valid].flatMap(inEveryLanguage),
    invalid: cases.invalid.flatMap(inEveryLanguage),
  }, {})
}

/** The same with type information, as TypeScript only. */
export function typed<MessageIds extends string, Options extends readonly unknown[]>(rule: Rule<MessageIds, Options>, cases: Cases<MessageIds, Options>): void {
  const inProgram = <C extends Case<Options>>(one: C): C => ({ ...one, language: one.language ?? 'ts' })
  test(rule, ' with types', { valid: cases.valid.map(inProgram), invalid: cases.invalid.map(inProgram) }, {
    projectService: true,
    tsconfigRootDir: fixtures,
  })
}

function test<MessageIds extends string, Options extends readonly unknown[]>(
  rule: Rule<MessageIds, Options>,
  suffix: string,
  cases: Cases<MessageIds, Options>,
  parserOptions: Readonly<Record<string, unknown>>,
): void {
  const name = rule.meta.docs?.url.replace(/^.*\/(.*)\.md$/, '$1') ?? 'rule'
  const configured = (one: Case<Options>) => {
    const { language = 'ts', sourceType, globals, filename } = one
    const typescript = language === 'ts' || language === 'tsx'
    return {
      name: one.name,
      code: one.code,
      ...(one.only ? { only: true } : {}),
      ...(one.options ? { options: [...one.options] } : {}),
      ...(one.settings ? { settings: one.settings } : {}),
      filename: filename ?? `${fixtures}/${typescript ? (language === 'tsx' ? 'react.tsx' : 'file.ts') : `file.${language}`}`,
      languageOptions: {
        ...(typescript ? { parser: tsParser } : {}),
        ...(sourceType ? { sourceType } : {}),
        ...(globals ? { globals } : {}),
        parserOptions: { ecmaFeatures: { jsx: language.endsWith('x') }, ...(typescript ? parserOptions : {}) },
      },
    }
  }
  new RuleTester().run(`${name}${suffix}`, unguarded(rule) as unknown as ESLintRule.RuleModule, {
    valid: cases.valid.map(configured),
    invalid: cases.invalid.map((one) => ({
      ...configured(one),
      errors: one.errors.map((error, i) => ({ ...error, suggestions: [...(one.suggestions?.[i] ?? [])] })),
      output: one.output ?? null,
    })),
  })
}

function inEveryLanguage<C extends Case<readonly unknown[]>>(one: C): C[] {
  if (one.language) return [one]
  const asTypeScript = { ...one, language: 'ts' as const }
  if (!isJavaScript(one)) return [asTypeScript]
  const asJavaScript = { ...one, language: 'js' as const, name: `${one.name} (JavaScript)` }
  return Linter.version.startsWith('9.') ? [asJavaScript] : [asTypeScript, asJavaScript]
}

function isJavaScript({ code, sourceType = 'module' }: Case<readonly unknown[]>): boolean {
  try {
    espree.parse(code, { ecmaVersion: 'latest', sourceType })
    return true
  } catch {
    return false
  }
}

import tsParser from '@typescript-eslint/parser'
import type { ESLint } from 'eslint'
import { Linter } from 'eslint'

import plugin from '../../src/index.ts'
import type { Rule } from '../../src/utils/rule.ts'
import { unguarded } from '../../src/utils/rule.ts'
import type { Example, ExampleFile } from './pages.ts'

export interface Subject {
  readonly rules: Readonly<Record<string, object>>
  readonly recommended: readonly string[]
}

const ours: Subject = {
  rules: plugin.rules,
  recommended: Object.keys(plugin.configs.recommended.rules ?? {}).map((id) => id.replace('concurrency/', '')),
}

/**
 * What speaks against an example, after linting it; undefined when its rule reports exactly on the marked lines
 * (incorrect), or no rule of `recommended` reports anything (correct).
 */
export function judge(example: Example, subject: Subject = ours): string | undefined {
  if (!(example.rule in subject.rules)) return `there is no rule ${example.rule}`
  const problems = example.files.flatMap((file) => {
    const reports = lint(file, example, subject)
    const errors = reports.filter((report) => report.fatal ?? report.ruleId === null)
    if (errors.length > 0) return errors.map(({ line, message }) => `${file.name}:${String(line)}: ${message}`)
    return example.verdict === 'correct' ? reports.map(shown(file)) : unlikeMarks(file, reports.filter((report) => report.ruleId === `c/${example.rule}`))
  })
  return problems.length > 0 ? problems.join('\n') : undefined
}

/** Why the code does not parse; undefined when it does. */
export function syntaxProblem(file: ExampleFile): string | undefined {
  const found = lint(file, { typed: false, settings: {}, rule: '', options: [] }, { rules: {}, recommended: [] }).find((report) => report.fatal)
  return found && `${String(found.line)}: ${found.message}`
}

function unlikeMarks(file: ExampleFile, reports: readonly Linter.LintMessage[]): string[] {
  const reported = new Set(reports.map((report) => report.line))
  return [
    ...file.faulty.filter((line) => !reported.has(line)).map((line) => `${file.name}:${String(line)}: marked as faulty, not reported`),
    ...reports.filter((report) => !file.faulty.includes(report.line)).map(shown(file)),
  ]
}

function shown(file: ExampleFile): (report: Linter.LintMessage) => string {
  return ({ line, message, ruleId }) => `${file.name}:${String(line)}: reported, not marked: ${message} (${ruleId ?? ''})`
}

function lint(file: ExampleFile, example: Pick<Example, 'typed' | 'settings' | 'rule' | 'options'>, { rules, recommended }: Subject): Linter.LintMessage[] {
  const typescript = file.language.startsWith('ts')
  const names = new Set([...recommended, ...(example.rule ? [example.rule] : [])])
  return new Linter({ configType: 'flat', cwd: '/' }).verify(
    file.code,
    {
      files: ['**'],
      plugins: { c: { rules: Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, unguarded(rule as Rule)])) } as unknown as ESLint.Plugin },
      rules: Object.fromEntries([...names].map((name) => [`c/${name}`, ['error', ...(name === example.rule ? example.options : [])]])),
      settings: { concurrency: example.settings },
      linterOptions: { reportUnusedDisableDirectives: 'off' },
      languageOptions: {
        sourceType: file.name.endsWith('.cjs') ? 'commonjs' : 'module',
        ...(typescript || example.typed ? { parser: tsParser } : {}),
        parserOptions: {
          ecmaFeatures: { jsx: file.language.endsWith('x') },
          ...(example.typed ? { projectService: true, tsconfigRootDir: `${import.meta.dirname}/../fixtures` } : {}),
        },
      },
    },
    { filename: example.typed ? `${import.meta.dirname}/../fixtures/${file.language.endsWith('x') ? 'react.tsx' : 'file.ts'}` : `/example/${file.name}` },
  )
}

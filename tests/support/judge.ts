import tsParser from '@typescript-eslint/parser'
import type { ESLint } from 'eslint'
import { Linter } from 'eslint'

import plugin from '../../src/index.ts'
import type { Rule } from '../../src/utils/rule.ts'
import { unguarded } from '../../src/utils/rule.ts'
import type { Example, ExampleFile, Preset } from './pages.ts'

export interface Subject {
  readonly rules: Readonly<Record<string, object>>
  /** The options of the rules of each preset. */
  readonly presets: Readonly<Record<Preset, Readonly<Record<string, readonly unknown[]>>>>
}

const ours: Subject = {
  rules: plugin.rules,
  presets: { recommended: optionsOf(plugin.configs.recommended), strict: optionsOf(plugin.configs.strict) },
}

function optionsOf({ rules = {} }: Linter.Config): Record<string, readonly unknown[]> {
  return Object.fromEntries(Object.entries(rules).map(([id, entry]) => [id.replace('concurrency/', ''), Array.isArray(entry) ? entry.slice(1) : []]))
}

/**
 * What speaks against an example, after linting it; undefined when its rule reports exactly on the marked lines
 * (incorrect), or neither it nor any rule of the page's preset reports anything (correct).
 */
export function judge(example: Example, subject: Subject = ours): string | undefined {
  if (example.rule !== '' && !(example.rule in subject.rules)) return `there is no rule ${example.rule}`
  const problems = example.files.flatMap((file) => {
    const reports = lint(file, example, subject)
    const errors = reports.filter((report) => report.fatal ?? report.ruleId === null)
    if (errors.length > 0) return errors.map(({ line, message }) => `${file.name}:${String(line)}: ${message}`)
    return example.verdict === 'correct' ? reports.map(shown(file)) : unlikeMarks(file, reports.filter((report) => report.ruleId === `concurrency/${example.rule}`))
  })
  return problems.length > 0 ? problems.join('\n') : undefined
}

/** Why the code does not parse; undefined when it does. */
export function syntaxProblem(file: ExampleFile): string | undefined {
  const found = lint(file, { typed: false, settings: {}, rule: '', options: [], preset: 'recommended' }, { rules: {}, presets: { recommended: {}, strict: {} } }).find((report) => report.fatal)
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

function lint(file: ExampleFile, example: Pick<Example, 'typed' | 'settings' | 'rule' | 'options' | 'preset'>, { rules, presets }: Subject): Linter.LintMessage[] {
  const typescript = file.language.startsWith('ts')
  const chosen = { ...presets[example.preset] }
  if (example.rule && (example.options.length > 0 || !(example.rule in chosen))) chosen[example.rule] = example.options
  return new Linter({ configType: 'flat', cwd: '/' }).verify(
    file.code,
    {
      files: ['**'],
      plugins: { concurrency: { rules: Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, unguarded(rule as Rule)])) } as unknown as ESLint.Plugin },
      rules: Object.fromEntries(Object.entries(chosen).map(([name, options]) => [`concurrency/${name}`, ['error', ...options]])),
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

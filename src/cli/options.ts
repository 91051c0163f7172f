import { parseArgs } from 'node:util'

import { Failure } from './failure.ts'
import { GRAPHS, type GraphFormat } from './lock-graph.ts'
import { guess } from './nearest.ts'

export const PRESETS = ['recommended', 'strict', 'all'] as const
export type Preset = (typeof PRESETS)[number]
export type Level = 'off' | 'warn' | 'error'

export interface Options {
  readonly paths: readonly string[]
  readonly preset: Preset
  /** Rules named one by one, with their levels; the last word on a rule counts. */
  readonly rules: ReadonlyMap<string, Level>
  /** No preset beside the rules that are named. */
  readonly only: boolean
  readonly format: string
  readonly output: string | undefined
  readonly fix: boolean
  /** How many warnings pass; undefined: any number. */
  readonly maxWarnings: number | undefined
  /** Print the lock-order graph in place of faults, in this form. */
  readonly graph: GraphFormat | undefined
  readonly show: 'help' | 'version' | undefined
}

const OPTIONS = {
  preset: { type: 'string' },
  rule: { type: 'string', multiple: true },
  format: { type: 'string', short: 'f' },
  output: { type: 'string', short: 'o' },
  fix: { type: 'boolean' },
  'max-warnings': { type: 'string' },
  'lock-graph': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const

const LEVELS: Readonly<Record<string, Level>> = { 0: 'off', off: 'off', 1: 'warn', warn: 'warn', 2: 'error', error: 'error' }

/** Reads the arguments of the command. Throws a `Failure` that names what is wrong with them. */
export function readOptions(args: readonly string[], ruleNames: readonly string[]): Options {
  const { values, positionals } = checked(args)
  const rules = new Map((values.rule ?? []).map((choice) => ruleChoice(choice, ruleNames)))
  const preset = values.preset === undefined ? undefined : oneOf('preset', values.preset, PRESETS)
  return {
    paths: positionals.length === 0 ? ['.'] : positionals,
    preset: preset ?? 'recommended',
    rules,
    only: preset === undefined && [...rules.values()].some((level) => level !== 'off'),
    format: values.format ?? 'stylish',
    output: values.output,
    fix: values.fix ?? false,
    maxWarnings: values['max-warnings'] === undefined ? undefined : limit(values['max-warnings']),
    graph: values['lock-graph'] === undefined ? undefined : oneOf('graph', values['lock-graph'], GRAPHS),
    show: values.help === true ? 'help' : values.version === true ? 'version' : undefined,
  }
}

function checked(args: readonly string[]) {
  const { tokens } = parseArgs({ args: [...args], options: OPTIONS, strict: false, allowPositionals: true, tokens: true })
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const { rawName, name, value, inlineValue } = token
    const option = (OPTIONS as Readonly<Record<string, { readonly type: string }>>)[name]
    if (option === undefined) throw new Failure(`Unknown option ${rawName}.${guess(rawName, Object.keys(OPTIONS).map((known) => `--${known}`))} See --help.`)
    if (option.type === 'boolean' && value !== undefined) throw new Failure(`The option ${rawName} takes no value.`)
    if (option.type === 'string' && (value === undefined || value === '' || (!inlineValue && value.startsWith('-')))) {
      throw new Failure(`The option ${rawName} needs a value. See --help.`)
    }
  }
  return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true })
}

function ruleChoice(choice: string, ruleNames: readonly string[]): [string, Level] {
  const [written = '', level] = choice.split(':', 2)
  const name = written.replace(/^concurrency\//, '')
  if (!ruleNames.includes(name)) throw new Failure(`Unknown rule ${JSON.stringify(name)}.${guess(name, ruleNames) || ' See --help for the rules.'}`)
  if (level === undefined) return [name, 'error']
  const known = Object.hasOwn(LEVELS, level) ? LEVELS[level] : undefined
  if (known === undefined) throw new Failure(`Unknown level ${JSON.stringify(level)} for the rule ${name}: it is off, warn or error.`)
  return [name, known]
}

function oneOf<T extends string>(kind: string, name: string, all: readonly T[]): T {
  const found = all.find((known) => known === name)
  if (found === undefined) throw new Failure(`Unknown ${kind} ${JSON.stringify(name)}.${guess(name, all) || ` There are ${all.join(', ')}.`}`)
  return found
}

function limit(text: string): number {
  if (!/^\d+$/.test(text)) throw new Failure(`--max-warnings takes a whole number from 0, not ${JSON.stringify(text)}.`)
  return Number(text)
}

/** The text of `--help`. */
export function helpText(ruleNames: readonly string[]): string {
  return `Finds concurrency faults in JavaScript and TypeScript. Needs no configuration.

Usage: eslint-plugin-concurrency [options] [paths…]

Folders are searched for js, mjs, cjs, jsx, ts, mts, cts and tsx files that Git does not ignore, without node_modules,
dist, build, coverage, *.min.js and *.d.ts. A file that is named is always linted. Without paths: the current folder.

  --preset NAME          recommended (faults; the default), strict (advice and heuristics too) or all
  --rule NAME[:LEVEL]    run just this rule; LEVEL is error (the default), warn or off; may be repeated;
                         beside --preset, or with off, it changes the preset instead
  -f, --format NAME      a formatter of ESLint, by name or path (stylish, json, json-with-metadata, html, …)
  -o, --output FILE      write what the formatter says to a file
  --fix                  repair in place what can be repaired safely
  --max-warnings N       more warnings than this count as a fault
  --lock-graph FORM      print which locks are taken while which are held, as mermaid or json, in place of faults
  -h, --help             show this
  -v, --version          show the version

Exit codes: 0 nothing found, 1 faults found, 2 some of the work could not be done.

Rules: ${wrapped(ruleNames)}
Each rule has a page: https://github.com/eslint-plugin-concurrency/eslint-plugin-concurrency/tree/main/docs/rules
`
}

function wrapped(names: readonly string[]): string {
  const lines = ['']
  for (const name of names) {
    const line = lines.at(-1) ?? ''
    if (line.length + name.length < 100) lines[lines.length - 1] = line === '' ? name : `${line}, ${name}`
    else lines.push(name)
  }
  return lines.join(',\n       ')
}

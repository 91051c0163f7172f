// How long the rules take beside the parser, measured in the same run on the same text.
import * as tsParser from '@typescript-eslint/parser'
import { Linter } from 'eslint'

// Another build, to compare with: BENCH_PLUGIN=/path/to/dist/index.js
const { default: plugin } = await import(process.env.BENCH_PLUGIN ?? '../dist/index.js')
const BARE = Symbol.for('eslint-plugin-concurrency.bare')
export const ruleNames = Object.keys(plugin.rules)

/** Time of the processor, not of the clock: what else the machine does is none of our business. */
function now() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/**
 * Lints a text once with the named rules and returns milliseconds: of the parser (with scopes), and of all rules together, what
 * they share included. An error inside a rule escapes.
 */
export function measure(code, filename, names = ruleNames) {
  const spent = { parse: 0, rules: 0 }
  let running = false
  const timed = (kind, work) => {
    if (running) return work()
    running = true
    const start = now()
    try {
      return work()
    } finally {
      spent[kind] += now() - start
      running = false
    }
  }
  const parser = { ...tsParser, parseForESLint: (text, options) => timed('parse', () => tsParser.parseForESLint(text, options)) }
  const rules = Object.fromEntries(names.map((name) => [name, timedRule(plugin.rules[name], timed)]))
  const messages = new Linter({ configType: 'flat', cwd: '/' }).verify(
    code,
    {
      files: ['**'],
      plugins: { c: { rules } },
      rules: Object.fromEntries(names.map((name) => [`c/${name}`, plugin.configs.strict.rules[`concurrency/${name}`] ?? 'error'])),
      linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' },
      languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: /[jt]sx$|js$/.test(filename) } } },
    },
    { filename },
  )
  const fatal = messages.find((message) => message.fatal)
  return { ...spent, fatal: fatal?.message, reports: messages.length }
}

function timedRule(rule, timed) {
  return {
    ...rule,
    create: (context) => {
      const listeners = timed('rules', () => (rule[BARE] ?? rule.create)(context))
      return Object.fromEntries(Object.entries(listeners).map(([event, listener]) => [event, (...events) => timed('rules', () => listener(...events))]))
    },
  }
}

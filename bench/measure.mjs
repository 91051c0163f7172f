// How long rules take beside the parser, measured in the same run on the same text.
import * as tsParser from '@typescript-eslint/parser'
import { Linter } from 'eslint'

// Another build, to compare with: BENCH_PLUGIN=/path/to/dist/index.js
const { default: plugin } = await import(process.env.BENCH_PLUGIN ?? '../dist/index.js')
const BARE = Symbol.for('eslint-plugin-concurrency.bare')
export const ruleNames = Object.keys(plugin.rules)
export const presets = Object.fromEntries(Object.entries(plugin.configs).map(([name, { rules }]) => [name, Object.keys(rules).map((id) => id.replace('concurrency/', ''))]))

/** Some of our rules, as `strict` has them, in the form that `measureSet` takes. */
export function ours(names = ruleNames) {
  return {
    plugins: { concurrency: { rules: Object.fromEntries(names.map((name) => [name, { ...plugin.rules[name], create: plugin.rules[name][BARE] ?? plugin.rules[name].create }])) } },
    rules: Object.fromEntries(names.map((name) => [`concurrency/${name}`, plugin.configs.strict.rules[`concurrency/${name}`] ?? 'error'])),
  }
}

/** One rule that runs after all others: what it takes beside the facts that they share. */
export function last(name) {
  return timed(ours([...ruleNames.filter((each) => each !== name), name]), name)
}

/** Time of the processor, not of the clock: what else the machine does is none of our business. */
function now() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** The same for some of our rules. An error inside a rule escapes. */
export function measure(code, filename, names) {
  return measureSet(code, filename, timed(ours(names)))
}

const clock = { spent: { parse: 0, rules: 0 }, calls: 0, running: false }

function time(kind, work) {
  if (clock.running) return work()
  clock.running = true
  clock.calls++
  const start = now()
  try {
    return work()
  } finally {
    clock.spent[kind] += now() - start
    clock.running = false
  }
}

/** What one look at the clock adds to what it times: rules that listen to every node would pay it a thousand times a file. */
const LOOK = (() => {
  const times = 50_000
  for (let i = 0; i < times; i++) time('rules', () => undefined)
  return clock.spent.rules / times
})()

const parser = { ...tsParser, parseForESLint: (text, options) => time('parse', () => tsParser.parseForESLint(text, options)) }

/**
 * A set of rules whose time is taken, or that of `only` one of them. To be made once: ESLint compiles the schema of each rule that it has
 * not seen.
 */
export function timed({ plugins, rules }, only) {
  const timedPlugins = Object.entries(plugins).map(([prefix, { rules: all }]) => {
    const used = Object.keys(all).filter((name) => `${prefix}/${name}` in rules)
    return [prefix, { rules: Object.fromEntries(used.map((name) => [name, only === undefined || name === only ? timedRule(all[name]) : all[name]])) }]
  })
  return { plugins: Object.fromEntries(timedPlugins), rules }
}

function timedRule(rule) {
  return {
    ...rule,
    create: (context) => {
      const listeners = time('rules', () => rule.create(context))
      return Object.fromEntries(Object.entries(listeners).map(([event, listener]) => [event, (...events) => time('rules', () => listener(...events))]))
    },
  }
}

/** Lints a text once with a timed set and returns milliseconds: of the parser (with scopes), and of all rules, what they share included. */
export function measureSet(code, filename, { plugins, rules }) {
  clock.spent = { parse: 0, rules: 0 }
  clock.calls = 0
  const messages = new Linter({ configType: 'flat', cwd: '/' }).verify(
    code,
    {
      files: ['**'],
      plugins,
      rules,
      linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' },
      languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: /[jt]sx$|js$/.test(filename) } } },
    },
    // What is below node_modules ESLint does not lint.
    { filename: filename.replaceAll('node_modules', 'modules') },
  )
  const { parse, rules: spent } = clock.spent
  return { parse, rules: Math.max(0, spent - clock.calls * LOOK), fatal: messages.find((message) => message.fatal)?.message, reports: messages.length }
}

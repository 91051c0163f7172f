// What no rule may do, whatever the code: throw, take long, report twice or on top of itself, leave a message unfinished, or offer a
// change after which the code no longer parses. `npm run robust` asks this of whole folders, the tests of programs nobody wrote.
import { Linter as ESLintLinter } from 'eslint'

const BARE = Symbol.for('eslint-plugin-concurrency.bare')
/** A rule that takes longer than this for one file, and this many times longer than its parser, is slow; in milliseconds. */
const SLOW = { least: 1000, parses: 20 }
const ROUNDS = 10

/** Each rule with every switch it has turned on: that is the most it can do. */
export function switchedOn(rules) {
  return Object.fromEntries(
    Object.entries(rules).map(([name, { meta }]) => {
      const [schema] = [meta.schema].flat()
      const switches = Object.entries(schema?.properties ?? {}).filter(([, { type }]) => type === 'boolean')
      return [name, switches.length > 0 ? [Object.fromEntries(switches.map(([option]) => [option, true]))] : []]
    }),
  )
}

/**
 * Makes the check for a set of rules. `watch` is told which rule runs (by name; undefined when none does), so that somebody outside can
 * say who hangs.
 */
export function makeCheck(rules, { Linter = ESLintLinter, watch = () => {}, slow: { least, parses } = SLOW } = {}) {
  const everything = switchedOn(rules)
  const log = { thrown: [], spent: new Map() }
  // Made once: ESLint compiles the schema of each rule that it has not seen.
  const plugin = { rules: Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, observed(name, rule, log, watch)])) }
  const linter = new Linter({ configType: 'flat', cwd: '/' })

  /** Lints one text and says what speaks against the rules. `refused` instead, where the parser does not take the text. */
  return function check(text, { filename, languageOptions = {}, options = everything, settings = {}, names = Object.keys(rules) }) {
    log.thrown.length = 0
    const lint = (code, chosen) => {
      log.spent.clear()
      return linter.verify(
        code,
        {
          files: ['**'],
          plugins: { c: plugin },
          rules: Object.fromEntries(chosen.map((name) => [`c/${name}`, ['error', ...(options[name] ?? [])]])),
          settings,
          linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' },
          languageOptions,
        },
        { filename },
      )
    }
    const problem = (code) => lint(code, []).find((message) => message.fatal)?.message

    const started = performance.now()
    const refused = problem(text)
    const limit = Math.max(least, parses * (performance.now() - started))
    if (refused !== undefined) return { refused, faults: [], reports: 0 }

    const messages = lint(text, names)
    // What else the machine did counts too, so a slow rule is asked again, alone.
    const slow = names
      .filter((name) => log.spent.get(name) > limit)
      .map((rule) => ({ rule, ms: Math.min(...[1, 2].map(() => (lint(text, [rule]), log.spent.get(rule)))) }))
      .filter(({ ms }) => ms > limit)
    const reports = messages.map((message) => ({ ...message, rule: (message.ruleId ?? '').replace('c/', '') }))
    const faults = [
      ...slow.map(({ rule, ms }) => ({ rule, what: `takes ${Math.round(ms)} ms` })),
      ...reports.flatMap((report) => faultsOfMessage(report, text, rules[report.rule])),
      ...collisions(reports),
      ...faultsOfChanges(reports, text, problem),
      ...faultsOfFixes(reports, text, (code) => lint(code, names), problem),
      ...log.thrown,
    ]
    return { faults: unique(faults), reports: reports.length }
  }
}

/** One line about one fault. */
export function describe({ rule, what, line }) {
  return `${rule}${line === undefined ? '' : `, line ${line}`}: ${what}`
}

/** The rule without its guard, timed, and with its errors kept: one that throws is silent until the next file, as under the guard. */
function observed(name, rule, { thrown, spent }, watch) {
  const unguarded = rule[BARE] ?? rule.create
  return {
    ...rule,
    create(context) {
      let broken = false
      const attempt = (work) => {
        if (broken) return undefined
        const start = performance.now()
        watch(name)
        try {
          return work()
        } catch (error) {
          broken = true
          const at = /\n\s+at (.*)/.exec(error.stack ?? '')?.[1].replace(/\(?[\w:]*\/.*\/(?=[^/]*$)/, '(')
          thrown.push({ rule: name, what: `throws ${String(error)}${at === undefined ? '' : ` at ${at}`}` })
          return undefined
        } finally {
          watch(undefined)
          spent.set(name, (spent.get(name) ?? 0) + performance.now() - start)
        }
      }
      const listeners = attempt(() => unguarded(context)) ?? {}
      return Object.fromEntries(Object.entries(listeners).map(([event, listener]) => [event, (...events) => attempt(() => listener(...events))]))
    },
  }
}

function faultsOfMessage({ rule, message, messageId, line, column, endLine, endColumn, suggestions = [] }, text, { meta } = { meta: { messages: {} } }) {
  const lines = text.split(/\r\n|[\r\n\u2028\u2029]/)
  const fault = (what) => ({ rule, line, what })
  const texts = [[messageId, message], ...suggestions.map(({ messageId: id, desc }) => [id, desc])]
  const inFile = (row, place) => row >= 1 && row <= lines.length && place >= 1 && place <= (lines[row - 1]?.length ?? 0) + 1
  return [
    ...texts.filter(([, said]) => said.trim() === '').map(([id]) => fault(`says nothing (${id})`)),
    ...texts.flatMap(([id, said]) => unfilled(meta.messages[id] ?? '', said).map((hole) => fault(`leaves ${hole} in ${id}`))),
    ...texts.filter(([, said]) => /\[object \w+\]/.test(said)).map(([id, said]) => fault(`shows an object in ${id}: ${said}`)),
    ...(inFile(line, column) && (endLine === undefined || inFile(endLine, endColumn)) ? [] : [fault(`reports at ${line}:${column} to ${endLine}:${endColumn}, outside the file`)]),
  ]
}

/** Placeholders of the template that stand in the text as they are. */
function unfilled(template, said) {
  return [...new Set(template.match(/\{\{[^{}]+\}\}/g))].filter((hole) => said.includes(hole))
}

/** Reports of one rule that lie on each other. */
function collisions(reports) {
  return [...new Set(reports.map(({ rule }) => rule))].flatMap((rule) => {
    const placed = reports
      .filter((report) => report.rule === rule)
      .map((report) => ({ ...report, from: order(report.line, report.column), to: order(report.endLine ?? report.line, report.endColumn ?? report.column) }))
      .sort((a, b) => a.from - b.from || a.to - b.to)
    let widest
    return placed.flatMap((report) => {
      const before = widest
      if (!before || report.to > before.to) widest = report
      if (!before) return []
      const equal = report.from === before.from && report.to === before.to
      if (equal && report.message === before.message) return [{ rule, line: report.line, what: `reports twice: ${report.message}` }]
      if (!equal && report.from >= before.to) return []
      return [{ rule, line: report.line, what: `reports over its report of line ${before.line}: ${before.message} / ${report.message}` }]
    })
  })
}

function order(line, column) {
  return line * 1e6 + column
}

/** Each fix and each suggestion by itself: it changes something, and what it leaves parses. */
function faultsOfChanges(reports, text, problem) {
  const changes = reports.flatMap((report) => [
    ...(report.fix ? [{ report, name: 'fix', fix: report.fix }] : []),
    ...(report.suggestions ?? []).map(({ messageId, fix }) => ({ report, name: `suggestion ${messageId}`, fix })),
  ])
  return changes.flatMap(({ report: { rule, line }, name, fix }) => {
    const changed = apply(text, [fix])
    if (changed === text) return [{ rule, line, what: `${name} changes nothing` }]
    const wrong = problem(changed)
    return wrong === undefined ? [] : [{ rule, line, what: `${name} leaves code that does not parse: ${wrong}\n${changed.slice(Math.max(0, fix.range[0] - 60), fix.range[0] + fix.text.length + 60)}` }]
  })
}

/** All fixes together, again and again as ESLint does it: the code parses each time, and after a few rounds nothing is left to fix. */
function faultsOfFixes(reports, text, lint, problem) {
  let code = text
  let fixable = reports.filter(({ fix }) => fix)
  for (let round = 0; fixable.length > 0; round++) {
    const { ruleId, line } = fixable[0]
    const fault = (what) => [{ rule: ruleId.replace('c/', ''), line, what }]
    if (round === ROUNDS) return fault('fixes go on for ever')
    code = apply(code, fixable.map(({ fix }) => fix))
    const wrong = problem(code)
    if (wrong !== undefined) return fault(`fixes together leave code that does not parse: ${wrong}`)
    fixable = lint(code).filter(({ fix }) => fix)
  }
  return []
}

/** The text after those fixes that do not touch one before them. Ranges count from behind a byte order mark. */
function apply(text, fixes) {
  const mark = text.startsWith('\uFEFF') ? 1 : 0
  let changed = text.slice(0, mark)
  let done = 0
  for (const { range: [from, to], text: put } of [...fixes].sort((a, b) => a.range[0] - b.range[0] || a.range[1] - b.range[1])) {
    if (from < done) continue
    changed += text.slice(done + mark, Math.max(0, from) + mark) + put
    done = to
  }
  return changed + text.slice(done + mark)
}

function unique(faults) {
  const seen = new Set()
  return faults.filter((fault) => !seen.has(describe(fault)) && seen.add(describe(fault)))
}

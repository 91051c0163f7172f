import type { ESLint } from 'eslint'

import plugin from '../index.ts'
import type { LintFile } from './engine.ts'
import { configsOf, makeLinter } from './engine.ts'
import { Failure, reasonOf } from './failure.ts'
import { findFiles, isTypeScript, packagesOf } from './files.ts'
import { graphConfigs, graphText, unreadFiles } from './lock-graph.ts'
import type { Options } from './options.ts'
import { helpText, readOptions } from './options.ts'
import { loadFormat, writeOutput } from './output.ts'
import type { Terminal } from './progress.ts'
import { showProgress } from './progress.ts'
import type { Totals } from './results.ts'
import { plural, summaryOf, totalsOf } from './results.ts'
import type { ParserSearch } from './tools.ts'
import { loadESLint, loadParser } from './tools.ts'

export interface Surroundings {
  readonly cwd: string
  readonly stdout: Terminal
  readonly stderr: Terminal
}

/** 0: nothing found, 1: faults found, 2: some of the work could not be done. As with ESLint. */
export type ExitCode = 0 | 1 | 2

/** Runs the command. Never throws: what goes wrong is one line on `stderr` and the exit code 2. */
export async function main(args: readonly string[], around: Surroundings): Promise<ExitCode> {
  try {
    const ruleNames = Object.keys(plugin.rules)
    const options = readOptions(args, ruleNames)
    if (options.show === undefined) return await lint(options, around)
    around.stdout.write(options.show === 'help' ? helpText(ruleNames) : `${plugin.meta.version}\n`)
    return 0
  } catch (error) {
    say(around, error instanceof Failure ? error.message : `Something unexpected went wrong: ${reasonOf(error)}`)
    return 2
  }
}

async function lint(options: Options, around: Surroundings): Promise<ExitCode> {
  const { cwd, stdout } = around
  const found = findFiles(options.paths, cwd)
  for (const line of [...found.notes, ...found.problems]) say(around, line)
  const done = found.problems.length === 0
  if (found.files.length === 0) return done ? 0 : 2

  const ESLint = await loadESLint([cwd, ...found.folders])
  const format = await loadFormat(ESLint, options.format, cwd)
  const typescript = found.files.filter(isTypeScript)
  const search = once(() => loadParser([cwd, ...found.folders, ...packagesOf(typescript)]))
  const missing = typescript.length > 0 && (await search()).parser === undefined ? await search() : undefined
  const files = missing ? found.files.filter((file) => !isTypeScript(file)) : found.files

  const configs = options.graph === undefined ? configsOf(options) : graphConfigs
  const results = await lintFiles(files, makeLinter(ESLint, async () => (await search()).parser, configs, options.fix), around)
  const totals = totalsOf(results)
  const excess = options.graph === undefined ? excessOf(totals, options) : undefined
  const text = options.graph === undefined ? await format(results, excess === undefined ? {} : { maxWarningsExceeded: excess }) : graphText(results, options.graph, cwd)
  if (options.output !== undefined) await writeOutput(options.output, text, cwd)
  else if (text !== '') stdout.write(text.endsWith('\n') ? text : `${text}\n`)

  if (options.graph === undefined) around.stderr.write(`${summaryOf(totals)}\n`)
  else for (const line of unreadFiles(results, cwd)) say(around, line)
  if (missing) say(around, unreadLine(typescript.length, missing))
  if (excess) say(around, `Too many warnings: ${String(excess.foundWarnings)}, where --max-warnings allows ${String(excess.maxWarnings)}.`)
  if (!done || missing || totals.unread > 0) return 2
  return totals.errors > 0 || excess ? 1 : 0
}

function excessOf({ warnings }: Totals, { maxWarnings }: Options): { maxWarnings: number; foundWarnings: number } | undefined {
  return maxWarnings !== undefined && warnings > maxWarnings ? { maxWarnings, foundWarnings: warnings } : undefined
}

async function lintFiles(files: readonly string[], lintFile: LintFile, { cwd, stderr }: Surroundings): Promise<ESLint.LintResult[]> {
  const progress = showProgress(stderr, files.length, cwd)
  const results: ESLint.LintResult[] = []
  for (const [i, file] of files.entries()) {
    progress.at(i, file)
    results.push(await lintFile(file))
  }
  progress.clear()
  return results
}

function unreadLine(count: number, { problem, remedy }: ParserSearch): string {
  const why = problem === undefined ? 'no TypeScript parser is installed here' : `the TypeScript parser here does not load (${problem})`
  return `${plural(count, 'TypeScript file')} could not be read: ${why}. ${remedy}`
}

function say({ stderr }: Surroundings, line: string): void {
  stderr.write(`eslint-plugin-concurrency: ${line}\n`)
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}

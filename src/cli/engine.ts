import type { ESLint, Linter } from 'eslint'
import { readFile, writeFile } from 'node:fs/promises'
import { parse as parsePath } from 'node:path'

import { nearestPackage } from '../analysis/port.ts'
import plugin from '../index.ts'
import { readDisk } from '../utils/disk.ts'
import { reasonOf } from './failure.ts'
import { isTypeScript } from './files.ts'
import type { Options } from './options.ts'
import { failed, isOurs, isUnparsed, ownMessages } from './results.ts'
import type { ESLintConstructor } from './tools.ts'

/** How a file is read: espree or the TypeScript parser, as module or CommonJS. */
interface Reading {
  readonly typescript: boolean
  readonly sourceType: 'module' | 'commonjs'
}

/** Lints one file; what goes wrong with the file is a message of its result, never an exception. */
export type LintFile = (file: string) => Promise<ESLint.LintResult>

/**
 * @param parser loads the TypeScript parser; undefined where there is none
 * @param configs which rules run
 * @param fix whether to repair in place what can be repaired safely
 */
export function makeLinter(
  ESLint: ESLintConstructor,
  parser: () => Promise<Linter.Parser | undefined>,
  configs: readonly Linter.Config[],
  fix: boolean,
): LintFile {
  const instances = new Map<string, ESLint>()

  async function instanceFor(file: string, { typescript, sourceType }: Reading): Promise<ESLint | undefined> {
    const typescriptParser = typescript ? await parser() : undefined
    if (typescript && typescriptParser === undefined) return undefined
    // ESLint takes no file outside its working directory: the root of the disk has them all.
    const { root } = parsePath(file)
    const key = [root, typescript, sourceType].join()
    const known = instances.get(key)
    if (known) return known
    const instance = new ESLint({
      cwd: root,
      overrideConfigFile: true,
      overrideConfig: [{ ignores: ['!**/node_modules/', '!.git/'] }, ...configs, languageOf(sourceType, typescriptParser)],
      fix: fix && isOurs,
    })
    instances.set(key, instance)
    return instance
  }

  /** The answer of the first way of reading the file that works, else of the first way. */
  async function firstReadable(file: string, text: string, readings: readonly Reading[]): Promise<ESLint.LintResult> {
    let unparsed: ESLint.LintResult | undefined
    for (const reading of readings) {
      const instance = await instanceFor(file, reading)
      const [result] = (await instance?.lintText(text, { filePath: file })) ?? []
      if (result && !result.messages.some(isUnparsed)) return ownMessages(result)
      unparsed ??= result && ownMessages(result)
    }
    return unparsed ?? failed(file, 'Nothing here can read this file.')
  }

  return async (file) => {
    let text: string
    try {
      text = await readFile(file, 'utf8')
    } catch (error) {
      return failed(file, `Cannot read this file: ${reasonOf(error)}.`)
    }
    try {
      const result = await firstReadable(file, text, readingsOf(file, text))
      if (result.output !== undefined) await writeFile(file, result.output)
      return result
    } catch (error) {
      return failed(file, `Cannot lint this file: ${reasonOf(error)}`)
    }
  }
}

/** The rules that the options choose. */
export function configsOf({ preset, rules, only }: Pick<Options, 'preset' | 'rules' | 'only'>): readonly Linter.Config[] {
  const named = Object.fromEntries([...rules].map(([name, level]) => [`concurrency/${name}`, level]))
  return [{ ...plugin.configs[preset], ...(only ? { rules: {} } : {}) }, { rules: named }]
}

function languageOf(sourceType: Reading['sourceType'], parser: Linter.Parser | undefined): Linter.Config {
  return {
    files: ['**'],
    linterOptions: { reportUnusedDisableDirectives: 'off' },
    languageOptions: {
      sourceType,
      ...(parser === undefined ? {} : { parser }),
      parserOptions: { ecmaFeatures: { jsx: true }, loggerFn: false, warnOnUnsupportedTypeScriptVersion: false },
    },
  }
}

const MODULE: Reading = { typescript: false, sourceType: 'module' }
const COMMONJS: Reading = { typescript: false, sourceType: 'commonjs' }
const TYPESCRIPT: Reading = { typescript: true, sourceType: 'module' }

/** The ways to read a file, likeliest first; JavaScript with decorators and the like is left to the TypeScript parser. */
function readingsOf(file: string, text: string): readonly Reading[] {
  if (isTypeScript(file)) return [TYPESCRIPT]
  return isModule(file, text) ? [MODULE, COMMONJS, TYPESCRIPT] : [COMMONJS, MODULE, TYPESCRIPT]
}

function isModule(file: string, text: string): boolean {
  if (/\.mjs$/i.test(file)) return true
  if (/\.cjs$/i.test(file)) return false
  if (nearestPackage(file, { read: readDisk })?.type === 'module') return true
  // Bundlers take modules in any package, and so does Node where the manifest says nothing.
  return /^[ \t]*(?:import\s*(?:[\w$*{]|['"])|export\s*[\w$*{])/m.test(text)
}

import type { ESLint, Rule } from 'eslint'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

import plugin from '../index.ts'
import { Failure, reasonOf } from './failure.ts'
import { guess } from './nearest.ts'
import type { ESLintConstructor } from './tools.ts'

export type Format = (results: ESLint.LintResult[], meta: ESLint.ResultsMeta) => Promise<string>

const BUILT_IN = ['stylish', 'json', 'json-with-metadata', 'html']

/** A formatter of ESLint or of the project, by name or path. Throws a `Failure` when there is none of that name. */
export async function loadFormat(ESLint: ESLintConstructor, name: string, cwd: string): Promise<Format> {
  // ESLint asks its own configuration for the rules' descriptions; the files were linted under another.
  class Formatting extends ESLint {
    override getRulesMetaForResults(): Record<string, Rule.RuleMetaData> {
      return Object.fromEntries(Object.entries(plugin.rules).flatMap(([rule, { meta }]) => (meta ? [[`concurrency/${rule}`, meta]] : [])))
    }
  }
  const formatter = await new Formatting({ cwd, overrideConfigFile: true }).loadFormatter(name).catch(() => {
    throw new Failure(`Unknown format ${JSON.stringify(name)}.${guess(name, BUILT_IN) || ` There are ${BUILT_IN.join(', ')}, and what is installed as eslint-formatter-….`}`)
  })
  return async (results, meta) => formatter.format(results, meta)
}

export async function writeOutput(file: string, text: string, cwd: string): Promise<void> {
  try {
    const path = resolve(cwd, file)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
  } catch (error) {
    throw new Failure(`Cannot write ${file}: ${reasonOf(error)}.`)
  }
}

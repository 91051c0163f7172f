import type { ESLint as ESLintClass, Linter } from 'eslint'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { Failure, reasonOf } from './failure.ts'

export type ESLintConstructor = typeof ESLintClass

/** The first release whose rules get their default options from `meta.defaultOptions`. */
const LOWEST = [9, 15] as const

const OWN_FOLDER = dirname(fileURLToPath(import.meta.url))

/**
 * The ESLint to run: that of the project if it is recent enough, else the one beside this package.
 * @param folders where to look, in this order, before this package's own surroundings
 */
export async function loadESLint(folders: readonly string[]): Promise<ESLintConstructor> {
  let problem = 'ESLint is not installed here'
  for (const path of placesOf('eslint', folders)) {
    const loaded = await load(path)
    const found = loaded.module?.['ESLint'] as ESLintConstructor | undefined
    if (found === undefined) problem = `ESLint at ${path} does not load${loaded.problem === undefined ? '' : ` (${loaded.problem})`}`
    else if (isRecent(found.version)) return found
    else problem = `ESLint ${found.version} at ${path} is too old, ${LOWEST.join('.')} or later is needed`
  }
  throw new Failure(`${problem}. Install it: npm install -D eslint`)
}

export interface ParserSearch {
  readonly parser?: Linter.Parser
  /** Why what was found does not serve. */
  readonly problem?: string
  /** How to get one: a clause and a command. */
  readonly remedy: string
}

/** The TypeScript parser, on its own or inside typescript-eslint, looked for like ESLint. */
export async function loadParser(folders: readonly string[]): Promise<ParserSearch> {
  let problem: string | undefined
  for (const place of new Set([...folders, OWN_FOLDER])) {
    for (const name of ['@typescript-eslint/parser', 'typescript-eslint']) {
      for (const path of placesOf(name, [place], [])) {
        const loaded = await load(path)
        const parser = loaded.module && parserIn(loaded.module)
        if (parser !== undefined) return { parser, remedy: '' }
        problem ??= loaded.problem
      }
    }
  }
  return { ...(problem === undefined ? {} : { problem }), remedy: remedyFor(folders) }
}

function parserIn(module: Readonly<Record<string, unknown>>): Linter.Parser | undefined {
  const candidates = [module, module['parser']] as readonly (Linter.Parser | undefined)[]
  return candidates.find((candidate) => candidate !== undefined && 'parseForESLint' in candidate)
}

// The parser brings a TypeScript that it can use, unless the project has one. One later than 6 it cannot use: then both
// are run from elsewhere, for the project keeps its own.
function remedyFor(folders: readonly string[]): string {
  const [manifest] = placesOf('typescript/package.json', folders, [])
  const version = manifest === undefined ? undefined : (createRequire(manifest)(manifest) as { version?: string }).version
  return version === undefined || Number.parseInt(version) <= 6
    ? 'Install it: npm install -D @typescript-eslint/parser'
    : 'Bring it along: npx -p eslint-plugin-concurrency -p @typescript-eslint/parser -p typescript@6 eslint-plugin-concurrency'
}

function placesOf(name: string, folders: readonly string[], last: readonly string[] = [OWN_FOLDER]): readonly string[] {
  const places = [...folders, ...last].flatMap((folder) => {
    try {
      return createRequire(join(folder, 'package.json')).resolve(name)
    } catch {
      return []
    }
  })
  return [...new Set(places)]
}

async function load(path: string): Promise<{ readonly module?: Readonly<Record<string, unknown>>; readonly problem?: string }> {
  try {
    const module = (await import(pathToFileURL(path).href)) as { default?: unknown }
    return { module: (module.default ?? module) as Readonly<Record<string, unknown>> }
  } catch (error) {
    return { problem: reasonOf(error) }
  }
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part))
  return major > LOWEST[0] || (major === LOWEST[0] && minor >= LOWEST[1])
}

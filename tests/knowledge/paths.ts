import { globalPath, memberPath, modulePath, resultPath } from '../../src/analysis/resolve/path.ts'
import type { ApiPath } from '../../src/knowledge/schema.ts'

export interface ParsedPath {
  /** '' for globals. */
  readonly module: string
  /** Names, `()` and `[]`, in order. */
  readonly steps: readonly string[]
}

const MODULE = /^(?:node:[a-z_0-9]+(?:\/[a-z_0-9]+)*|(?:@[\w.-]+\/)?[\w.-]+(?:\/[\w.-]+)*)$/u
const STEP = /\(\)|\[\]|(?:^|\.)(\*|[\w$]+)/uy

/** The parts of a path; undefined when it does not follow the grammar of schema.ts. */
export function parsePath(path: ApiPath): ParsedPath | undefined {
  const hash = path.indexOf('#')
  const module = path.slice(0, hash)
  if (hash < 0 || (module !== '' && !MODULE.test(module))) return undefined
  const rest = path.slice(hash + 1)
  const steps: string[] = []
  STEP.lastIndex = 0
  while (STEP.lastIndex < rest.length) {
    const match = STEP.exec(rest)
    if (!match) return undefined
    steps.push(match[1] ?? match[0])
  }
  return { module, steps }
}

/** The path that resolution arrives at for the same words, step by step. */
export function resolvedPath({ module, steps }: ParsedPath): ApiPath {
  const [first, ...others] = steps
  let path = module === '' ? globalPath(first ?? '') : modulePath(module)
  for (const step of module === '' ? others : steps) path = step === '()' ? resultPath(path) : memberPath(path, step)
  return path
}

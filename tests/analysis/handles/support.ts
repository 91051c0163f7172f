import { type Spawn, spawnsOf } from '../../../src/analysis/handles/spawns.ts'
import type { SourceCode } from '../../../src/utils/per-file.ts'
import { parse, type ParseOptions } from '../../support/probe.ts'

export interface Found {
  readonly sourceCode: SourceCode
  readonly spawns: readonly Spawn[]
}

export function spawnsIn(code: string, options: ParseOptions = {}): Found {
  const sourceCode = parse(code, { filename: '/src/service.ts', ...options })
  return { sourceCode, spawns: spawnsOf(sourceCode) }
}

/** What is done to the handle of the first spawn, in the order in which it is found: `end`, `listen message`, `keep this.worker`. */
export function uses(code: string): readonly string[] {
  const [spawn] = spawnsIn(code).spawns
  return (spawn?.trail.uses ?? []).map(({ does, event, place, part }) => [part && `${part}:`, does, event, place?.location.text].filter(Boolean).join(' '))
}

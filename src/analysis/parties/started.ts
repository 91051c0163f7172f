import type { SourceCode } from '../../utils/per-file.ts'
import type { Node } from '../../utils/syntax.ts'
import { type Start, startsIn } from '../fanout/starts.ts'
import { spawnModelOf } from '../handles/spawns.ts'
import { startsItself } from '../loading/self.ts'
import { type Count, number, plus } from './counts.ts'
import { roundsOf } from './rounds.ts'

/** How many workers are started, and where. */
export interface Started {
  readonly count: Count
  readonly starts: readonly Start[]
}

/** The workers and processes that one program starts; nothing where there is a pool, whose size is its own affair. */
export function workersIn(sourceCode: SourceCode): readonly Start[] {
  const starts = startsIn(sourceCode)
  return starts.some(({ kind }) => kind === 'pool') ? [] : starts
}

/** How many of them are started each time `home` runs; undefined where that is not sure. */
export function startedIn(sourceCode: SourceCode, starts: readonly Start[], home: Node): Started | undefined {
  if (starts.length === 0) return undefined
  let count = number(0)
  for (const { call } of starts) {
    const rounds = roundsOf(sourceCode, call, home)
    if (!rounds) return undefined
    count = plus(count, rounds)
  }
  return { count, starts }
}

/** Whether all of them run the code of this file: then it shows what they do. */
export function areOfThisFile(sourceCode: SourceCode, starts: readonly Start[]): boolean {
  return starts.every(({ call }) => {
    const model = spawnModelOf(sourceCode, call)
    return model?.kind === 'worker' && startsItself(sourceCode, model, call)
  })
}

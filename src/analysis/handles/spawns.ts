import { handleAt, spawnAt } from '../../knowledge/index.ts'
import type { SpawnModel } from '../../knowledge/schema.ts'
import { spawns } from '../../knowledge/spawns/index.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, isFunction, isInside, keyName, ownerOf, unwrap } from '../../utils/syntax.ts'
import { denote, pathOf } from '../resolve/denote.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { callersOf } from '../resolve/functions.ts'
import { optionsOf } from '../resolve/options.ts'
import { calledPath } from '../resolve/receiver.ts'
import type { Use } from './deeds.ts'
import { ownersOf } from './owners.ts'
import { trailFrom } from './follow.ts'
import type { Trail } from './trail.ts'

/** An expression that starts something somebody has to end, with all that this file does with it. */
export interface Spawn {
  readonly call: Call
  readonly model: SpawnModel
  readonly trail: Trail
  /** Something else ends it: a signal or a time limit among its options. */
  readonly isLimited: boolean
  /** The call of the API itself, where no function that makes it for others ends it as well. */
  readonly start?: Call
  /** Who listens to it already where a function makes it for others: `worker.on('exit', () => this.respawn())`. */
  readonly heard?: readonly Use[]
}

/** `URL` is mentioned everywhere; what makes object URLs of it is asked for by its own name. */
const COMMON = '#URL'
const roots = evidenceFrom(spawns.flatMap(({ spawn }) => spawn).filter((path) => !path.startsWith(`${COMMON}.`)))

/** How many calls of one file are looked at, and how many factories one handle passes through. */
const MOST_SPAWNS = 200
const MOST_FACTORIES = 3

/** Whether the file could start anything at all: one look. */
export function maySpawn(sourceCode: SourceCode): boolean {
  return mentions(sourceCode, roots) || nodesOf(sourceCode).names.has('createObjectURL')
}

/** Everything the file starts, in source order: by an API, by a subclass of one, or by calling a local factory. */
export const spawnsOf = perFile((sourceCode): readonly Spawn[] => {
  if (!maySpawn(sourceCode)) return []
  const found: Spawn[] = []
  for (const call of nodesOf(sourceCode).calls) {
    const model = spawnModelOf(sourceCode, call)
    if (!model || model.wraps) continue
    if (found.length >= MOST_SPAWNS) return []
    found.push({ call, model, trail: trailFrom(sourceCode, model, call), isLimited: isLimited(sourceCode, model, call), start: call })
  }
  for (let first = 0, round = 0; round < MOST_FACTORIES && first < found.length && found.length < MOST_SPAWNS; round++) {
    const made = found.slice(first).flatMap((spawn) => [...madeBy(sourceCode, spawn), ...ownersOf(sourceCode, spawn)])
    first = found.length
    found.push(...made)
  }
  return found
})

/** What a call starts: by an API, or as an instance of a local class that extends one. */
export function spawnModelOf(sourceCode: SourceCode, call: Call): SpawnModel | undefined {
  const path = calledPath(sourceCode, call)
  if (path !== undefined) return spawnAt(path)
  if (call.type !== 'NewExpression' || denote(sourceCode, unwrap(call.callee))?.kind !== 'class') return undefined
  const instance = pathOf(sourceCode, denote(sourceCode, call))
  return instance === undefined ? undefined : handleAt(instance)
}

function isLimited(sourceCode: SourceCode, model: SpawnModel, call: Call): boolean {
  const keys = model.endingOptions
  return keys !== undefined && optionsOf(sourceCode, call).some(({ properties }) => properties.some((each) => each.type === 'Property' && keys.includes(keyName(each) ?? '')))
}

/** The calls that take over what a factory makes: it does nothing with it but return it. Who picks one of those that were made before makes none. */
function madeBy(sourceCode: SourceCode, spawn: Spawn): readonly Spawn[] {
  const { uses } = spawn.trail
  const returned = uses.find((use) => use.does === 'return' && use.isWhole)
  const factory = returned && ownerOf(returned.at)
  if (!factory || !isFunction(factory) || factory.generator || !isInside(spawn.call, factory) || uses.some(({ does }) => does === 'keep' || does === 'give')) return []
  const { start, ...rest } = spawn
  const isLeft = start !== undefined && !uses.some(({ does }) => does === 'end' || does === 'detach')
  const heard = [...(spawn.heard ?? []), ...uses.filter(({ does }) => does === 'listen' || does === 'join')]
  return callersOf(sourceCode, factory).map((call) => ({ ...rest, ...(isLeft && { start }), heard, call, trail: trailFrom(sourceCode, spawn.model, call) }))
}

import { arrayChanges, mapChanges, setChanges } from '../../../knowledge/collections.ts'
import { forTestsByName, forTestsBySaying } from '../../../knowledge/lifecycles.ts'
import { nodesOf } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, functionAround, type FunctionNode, isFunction, keyName, type Node, ownerOf, wrapped } from '../../../utils/syntax.ts'
import { groupBy } from '../../../utils/group.ts'
import { nameIn, usesOf } from '../../callbacks/uses.ts'
import { flowOf } from '../../flow/flow.ts'
import { eventsOf } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { suspensionPoints } from '../../flow/suspension.ts'
import { innerName, isEmpty, type Variable } from '../../resolve/bindings.ts'
import { isExported, memberOf } from '../../resolve/functions.ts'
import { locationOf } from '../../resolve/location.ts'
import { membersOf } from '../../resolve/members.ts'
import { isGlobalObject } from '../../resolve/path.ts'
import { isOnlyCalledHere } from '../overlap/openness.ts'
import { collectionAt } from '../places/collections.ts'
import type { Place } from '../places/place.ts'

/** What some code of the file does to a place. */
export interface Use {
  readonly node: Node
  readonly owner: CodeOwner
  readonly does: 'fill' | 'empty' | 'append' | 'remove' | 'other'
}

/** The changes that the file makes to a place or to what it holds, where they are written down plainly. */
export function usesOfPlace(sourceCode: SourceCode, place: Place): readonly Use[] {
  const known = knownUses(sourceCode)
  const key = `${place.base} ${place.part}`
  let found = known.get(key)
  if (!found) known.set(key, (found = findUses(sourceCode, place)))
  return found
}

const knownUses = perFile((): Map<string, readonly Use[]> => new Map())

function findUses(sourceCode: SourceCode, { root, path }: Place): readonly Use[] {
  if (root.kind === 'api') return []
  if (root.kind === 'global') return path[0] === undefined ? [] : usesBelow(sourceCode, globalsOf(sourceCode).get(path[0]), path.slice(1))
  if (root.kind === 'this') return usesBelow(sourceCode, membersOf(sourceCode, root.of).get(path[0] ?? '')?.uses, path.slice(1))
  const holder = root.kind === 'object' ? root.of : root.variable
  const fields = fieldsOf(sourceCode).get(holder)?.filter((member) => keyName(member) === path[0])
  const names = root.kind === 'variable' ? namesOf(sourceCode, root.variable) : []
  return [...usesBelow(sourceCode, names, path), ...usesBelow(sourceCode, fields, path.slice(1))]
}

/** Where a variable is named after its declaration; of a class, inside of it too, where it is another variable of the same declaration. */
function namesOf(sourceCode: SourceCode, variable: Variable): readonly Node[] {
  const inside = innerName(sourceCode, variable)
  const references = inside && inside !== variable ? [...variable.references, ...inside.references] : variable.references
  return references.filter(({ init }) => init !== true).map(({ identifier }) => identifier as Node)
}

/** What is done to the part of the names that the steps lead to. */
function usesBelow(sourceCode: SourceCode, names: readonly Node[] | undefined, steps: readonly string[]): readonly Use[] {
  return (names ?? []).flatMap((name) => {
    let at = wrapped(name)
    for (const step of steps) {
      const { parent } = at
      if (parent?.type !== 'MemberExpression' || parent.object !== at || (step === '[]' ? !parent.computed : keyName(parent) !== step)) return []
      at = wrapped(parent)
    }
    const use = useAt(sourceCode, at)
    return use ? [use] : []
  })
}

/** Fields of `this` where it is no instance of a class, by what it is. */
const fieldsOf = perFile((sourceCode) => groupBy(nodesOf(sourceCode).members, (member): object | undefined => {
  const isThis = member.object.type === 'ThisExpression'
  const place = isThis || member.object.type === 'Identifier' ? locationOf(sourceCode, member.object) : undefined
  if (!place || place.path.length > 0) return undefined
  return place.root.kind === 'object' ? place.root.of : isThis && place.root.kind === 'variable' ? place.root.variable : undefined
}))

/** What the file names of the global object: `globalThis.seats`. */
const globalsOf = perFile((sourceCode) => groupBy(nodesOf(sourceCode).members, (member): string | undefined => {
  const place = member.object.type === 'Identifier' || member.object.type.startsWith('TS') ? locationOf(sourceCode, member.object) : undefined
  return place?.root.kind === 'api' && isGlobalObject(place.root.path) && place.path.length === 0 ? keyName(member) : undefined
}))

function useAt(sourceCode: SourceCode, at: Node): Use | undefined {
  const { parent } = at
  const owner = ownerOf(at)
  if (!parent) return undefined
  if (parent.type === 'AssignmentExpression' && parent.left === at) return { node: parent, owner, does: parent.operator === '+=' ? 'append' : parent.operator === '=' && isEmpty(parent.right) ? 'empty' : 'fill' }
  if (parent.type === 'UpdateExpression') return { node: parent, owner, does: 'fill' }
  if (parent.type === 'UnaryExpression' && parent.operator === 'delete') return { node: parent, owner, does: 'empty' }
  if (parent.type !== 'MemberExpression' || parent.object !== at) return { node: at, owner, does: 'other' }
  const outer = wrapped(parent)
  const call = outer.parent
  if (parent.computed && call?.type === 'AssignmentExpression' && call.left === outer) return { node: call, owner, does: 'append' }
  if (parent.computed && call?.type === 'UnaryExpression' && call.operator === 'delete') return { node: call, owner, does: 'remove' }
  if (call?.type === 'AssignmentExpression' && call.left === outer && keyName(parent) === 'length') return { node: call, owner, does: 'empty' }
  if (call?.type !== 'CallExpression' || call.callee !== outer) return { node: at, owner, does: 'other' }
  const method = keyName(parent) ?? ''
  const change = arrayChanges.get(method) ?? setChanges.get(method) ?? mapChanges.get(method)
  if (change === 'clear') return { node: call, owner, does: 'empty' }
  if (change === 'remove') return { node: call, owner, does: 'remove' }
  return { node: call, owner, does: change && collectionAt(sourceCode, at) ? 'append' : 'other' }
}

/** What does this to the place, other than constructors, tests, `owner`, what `owner` calls to keep its own house, and what does no harm. */
export function isDoneElsewhere(sourceCode: SourceCode, place: Place, owner: CodeOwner, does: readonly Use['does'][], isHarmless: (sourceCode: SourceCode, use: Use) => boolean = () => false): Use | undefined {
  return usesOfPlace(sourceCode, place).find((use) => use.owner !== owner && does.includes(use.does) && isFunction(use.owner) && !isForTests(sourceCode, use.owner) && !isConstructor(use.owner) && !isPartOfConstructor(sourceCode, use.owner)
    && !usesOf(sourceCode, use.owner).calls.some((call) => ownerOf(call) === owner) && !(use.does === 'empty' && beginsRunsOf(sourceCode, use, owner)) && !isHarmless(sourceCode, use))
}

/** How many functions are asked for their callers. */
const MOST_CALLERS = 24

/** Whether a place is emptied where the one function begins by which alone control comes to the owner: `run() { this.#known.clear(); … }`. */
function beginsRunsOf(sourceCode: SourceCode, { node, owner: starter }: Use, owner: CodeOwner): boolean {
  const flow = flowOf(sourceCode, starter)
  const events = new Set(eventsOf(flow, node))
  if (flow.imprecise || suspensionPoints(flow).some((gap) => reaches(flow, gap, events))) return false
  const seen = new Set<CodeOwner>()
  return comesOnlyFrom(owner)

  function comesOnlyFrom(fn: CodeOwner): boolean {
    if (fn === starter || seen.has(fn)) return true
    if (!isFunction(fn) || seen.size > MOST_CALLERS) return false
    seen.add(fn)
    const around = functionAround(fn)
    const { calls, values } = usesOf(sourceCode, fn)
    // A callback, or an option that is one, is of the run that has made it, and so is what that hands on.
    if (around && calls.length === 0 && !memberOf(fn)) return comesOnlyFrom(around)
    const handed = values.filter((each) => each !== fn)
    if (!isOnlyCalledHere(sourceCode, fn) && (handed.length === 0 || isExported(sourceCode, fn))) return false
    return [...calls, ...handed].every((each) => comesOnlyFrom(ownerOf(each)))
  }
}

/** Whether the function says that only tests call it. */
function isForTests(sourceCode: SourceCode, fn: FunctionNode): boolean {
  const name = nameIn(fn)
  if (name !== undefined && forTestsByName.test(name)) return true
  const said = sourceCode.getCommentsBefore(statementOf(fn))
  return said.some(({ value }) => forTestsBySaying.test(value))
}

/** What a comment on the function stands before: its method, or the statement that declares or exports it. */
function statementOf(fn: FunctionNode): Node {
  const { parent } = wrapped(fn)
  if (parent?.type === 'MethodDefinition') return parent
  const declared = parent?.type === 'VariableDeclarator' ? parent.parent : fn
  return declared.parent.type.startsWith('Export') ? declared.parent : declared
}

/** Whether only constructors call the function. */
function isPartOfConstructor(sourceCode: SourceCode, owner: CodeOwner): boolean {
  return isOnlyCalledHere(sourceCode, owner) && usesOf(sourceCode, owner).calls.every((call) => isConstructor(ownerOf(call)))
}

export function isConstructor(owner: CodeOwner): boolean {
  return owner.parent?.type === 'MethodDefinition' && owner.parent.kind === 'constructor'
}

import type { TSESTree } from '@typescript-eslint/utils'

import { linkAt } from '../../utils/chains.ts'
import { calledName } from '../../utils/nodes.ts'
import { perFile, perNode, type SourceCode } from '../../utils/per-file.ts'
import { type CodeOwner, type FunctionNode, isFunction, type Node, ownerOf, unwrap, wrapped } from '../../utils/syntax.ts'
import { eventsOf } from '../flow/graph.ts'
import { fateOf } from '../promises/fate.ts'
import { callersOf, nameOf } from '../resolve/functions.ts'
import { boundSections } from './bound.ts'
import { callbackNow, spotOf } from './effects.ts'
import { isEntry, isParameter } from './entries.ts'
import type { Held } from './facts.ts'
import { heldAt } from './locksets.ts'
import { bindingOf } from './places/binding.ts'
import { exactKey, substitute } from './places/symbol.ts'
import { calledLocal } from './receiver.ts'
import { lockSummary, locksets } from './summary.ts'
import { lockUseAt, lockUses } from './uses.ts'

/**
 * The locks that are surely held whenever control comes to a node: by its own function, by the section it stands in, and
 * by every caller of a function that only this file calls. Empty where that is not known.
 */
export function heldAround(sourceCode: SourceCode, node: Node): readonly Held[] {
  const owner = ownerOf(node)
  const sets = locksets(sourceCode, owner)
  const events = sets ? eventsOf(sets.flow, eventNode(node)).filter((event) => sets.may.reaches(event)) : []
  const own = sets ? common(events.map((event) => heldAt(sets, event).filter(({ sure }) => sure))) : []
  return [...own, ...heldAtEntry(sourceCode, owner)]
}

/** Those of them that keep all others out: of a lock that counts, others may hold a slot meanwhile. */
export function heldAlone(sourceCode: SourceCode, node: Node): readonly Held[] {
  return heldAround(sourceCode, node).filter(({ site }) => !counting(sourceCode).has(JSON.stringify(site)))
}

const counting = perFile((sourceCode): ReadonlySet<string> =>
  new Set([...lockUses(sourceCode).values()].filter(({ counts }) => counts).map(({ call }) => JSON.stringify(spotOf(call)))))

/** The node that the flow has an event for: a statement begins with what it evaluates first. */
function eventNode(node: Node): Node {
  const inner = unwrap(node)
  return inner.type === 'ExpressionStatement' ? unwrap(inner.expression) : inner
}

/** The locks that are surely held whenever a function is entered. */
export const heldAtEntry: (sourceCode: SourceCode, owner: CodeOwner) => readonly Held[] = perNode<CodeOwner, readonly Held[]>((sourceCode, owner) => {
  if (!isFunction(owner)) return []
  const bound = boundSections(sourceCode).get(owner)
  if (bound) return bound.places.map((lock): Held => ({ lock, mode: bound.mode, at: spotOf(bound.call), site: spotOf(bound.call), sure: true }))
  const outer = throughBind(owner)
  const call = outer.parent
  if (call?.type === 'CallExpression' && (call.callee as Node) !== outer) return heldByRunner(sourceCode, call, outer)
  if (isEntry(sourceCode, owner)) return []
  const called = callersOf(sourceCode, owner).map((caller) => (caller.type === 'CallExpression' ? heldDuring(sourceCode, caller) : []))
  return common([...called, ...givings(sourceCode, owner).map((each) => heldByRunner(sourceCode, each.call, each.argument))])
}, [])

/** `AsyncResource.bind(work)`, `work.bind(this)`: runs the same, where it is given to. */
function throughBind(fn: Node): Node {
  let outer = wrapped(fn)
  for (let i = 0; i < MOST_BINDS; i++) {
    const call: Node | undefined = outer.parent?.type === 'MemberExpression' && outer.parent.object === outer ? outer.parent.parent : outer.parent
    if (call?.type !== 'CallExpression' || calledName(call) !== 'bind') break
    outer = wrapped(call)
  }
  return outer
}

const MOST_BINDS = 3

interface Giving {
  readonly call: TSESTree.CallExpression
  readonly argument: Node
}

/** Where a function is given by its name to a call that runs it. */
function givings(sourceCode: SourceCode, fn: FunctionNode): readonly Giving[] {
  return (nameOf(sourceCode, fn)?.references ?? []).flatMap(({ identifier }): readonly Giving[] => {
    const argument = wrapped(identifier)
    const call = argument.parent
    return call?.type === 'CallExpression' && (call.callee as Node) !== argument ? [{ call, argument }] : []
  })
}

/** What is held while the call runs, to its end: what is held around it, if somebody waits for it there. */
function heldDuring(sourceCode: SourceCode, call: TSESTree.CallExpression): readonly Held[] {
  const { awaits, returned } = fateOf(sourceCode, call)
  const around = awaits.map((node) => heldAround(sourceCode, node))
  if (returned) around.push(heldAround(sourceCode, call))
  return around.length > 0 ? common(around) : []
}

/** What is held while a call runs the function that it is given. */
function heldByRunner(sourceCode: SourceCode, call: TSESTree.CallExpression, given: Node): readonly Held[] {
  const use = lockUseAt(sourceCode, call)
  if (use) {
    if (use.does !== 'scope' || use.section !== given) return []
    return [...use.places.map((lock): Held => ({ lock, mode: use.mode, at: spotOf(call), site: spotOf(call), sure: true })), ...heldDuring(sourceCode, call)]
  }
  const index = call.arguments.findIndex((each) => each === given)
  const callee = calledLocal(sourceCode, call)
  // `return load().then((account) => …)`: who waits for the chain waits for what is hung on it.
  if (!callee) return linkAt(call) || callbackNow(sourceCode, call, unwrap(call.callee)) === index ? heldDuring(sourceCode, call) : []
  const runs = lockSummary(sourceCode, callee).runs.filter(({ given }) => isParameter(sourceCode, callee, given, index))
  const bind = bindingOf(sourceCode, call, callee)
  const inside = common(runs.map(({ held }) => held.filter(({ sure }) => sure).flatMap((each): readonly Held[] => {
    const lock = substitute(each.lock, bind)
    return lock?.is === 'place' ? [{ ...each, lock: lock.place, at: spotOf(call) }] : []
  })))
  return runs.every(({ waited }) => waited) ? [...inside, ...heldDuring(sourceCode, call)] : inside
}

/** What all of the sets hold. */
function common(sets: readonly (readonly Held[])[]): readonly Held[] {
  const [first, ...rest] = sets
  return (first ?? []).filter(({ lock }) => {
    const key = exactKey(lock)
    return key !== undefined && rest.every((set) => set.some((each) => exactKey(each.lock) === key))
  })
}

import { boundaryTests } from '../../knowledge/boundaries.ts'
import type { BoundaryTest } from '../../knowledge/schema.ts'
import { perFile, perNode, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, functionAround, isCall, isClass, isFunction, literalText, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { usesOf } from '../callbacks/uses.ts'
import { spawnAt } from '../../knowledge/index.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { isPoolOfItself, startsItself } from '../loading/self.ts'
import { isNothing, onlyValue } from '../resolve/bindings.ts'
import { apiOf, denote } from '../resolve/denote.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { isExported, memberOf } from '../resolve/functions.ts'
import { calledPath } from '../resolve/receiver.ts'
import { defaultExportOf } from '../roles/exports.ts'
import { branchAt, runAt } from '../roles/role.ts'
import { toldApart, toldOf } from './told.ts'

/** first: the thread or process that starts the others. other: those. */
export type Side = 'first' | 'other'
export type Sides = ReadonlySet<Side>

const BOTH: Sides = new Set(['first', 'other'])
const NEITHER: Sides = new Set()
const OTHER: Sides = new Set(['other'])
const FIRST: Sides = new Set(['first'])

const evidence = evidenceFrom(boundaryTests.map(({ path }) => path))
const testsByPath = new Map(boundaryTests.map((test) => [test.path, test]))

/** Whether the file starts copies of itself, and tells them so. */
function startsCopies(sourceCode: SourceCode): boolean {
  const { words, variables, isForked } = toldOf(sourceCode)
  return isForked || words.size > 0 || variables.size > 0 || isPoolOfItself(sourceCode)
}

/** Whether the file may tell two sides apart: the first, cheap question. */
export const mayHaveSides = perFile((sourceCode) => (mentions(sourceCode, evidence) && /isMainThread|isPrimary|isMaster|isWorker|parentPort/u.test(sourceCode.text)) || startsCopies(sourceCode))

/** The sides that run the code at a node; none where nobody knows. */
export function sidesOf(sourceCode: SourceCode, node: Node): Sides {
  const holds = branchAt(node, (test) => guardOf(sourceCode, test))
  if (holds !== undefined) return new Set([holds ? 'first' : 'other'])
  const fn = functionAround(node)
  return fn ? sidesOfFunction(sourceCode, fn) : BOTH
}

const sidesOfFunction = perNode<FunctionNode, Sides>((sourceCode, fn) => {
  if (isTask(sourceCode, fn)) return OTHER
  if (isStaticOfOwn(sourceCode, fn)) {
    const { calls, values } = usesOf(sourceCode, fn)
    return new Set([...calls, ...values.filter((each) => each !== fn)].flatMap((each) => [...sidesOf(sourceCode, each)]))
  }
  if (isExported(sourceCode, fn)) return isStarter(sourceCode, fn) || isForImporters(sourceCode, fn) ? FIRST : BOTH
  return new Set(runAt(sourceCode, fn).flatMap((each) => [...sidesOf(sourceCode, each)]))
}, NEITHER)

/** Whether the function is a static method of a class that this file keeps to itself: nobody else calls it. */
function isStaticOfOwn(sourceCode: SourceCode, fn: FunctionNode): boolean {
  const member = memberOf(fn)
  if (!member?.isStatic || member.owner.type !== 'ClassDeclaration' || member.owner.parent.type.startsWith('Export')) return false
  const names = sourceCode.scopeManager?.getDeclaredVariables(member.owner) ?? []
  return names.length > 0 && names.every(({ references }) => references.every(({ identifier: { parent }, identifier }) =>
    (parent.type === 'MemberExpression' && parent.object === identifier) || (parent.type === 'NewExpression' && parent.callee === identifier) || parent.type.startsWith('TS')))
}

/**
 * Whether the function, or another method of the object that it belongs to, starts a worker of this very file: whoever calls it
 * is on the side that starts, unless the other side calls it in sight.
 */
function isStarter(sourceCode: SourceCode, fn: FunctionNode): boolean {
  const known = starters(sourceCode)
  const owner = memberOf(fn)?.owner
  const calls = known.has(fn) || (owner && known.has(owner)) ? usesOf(sourceCode, fn).calls : undefined
  return calls?.every((call) => branchAt(call, (test) => guardOf(sourceCode, test)) !== false) ?? false
}

/**
 * Whether only those who import the file call the function. A worker that runs this very file imports it from nowhere: what it
 * calls stands here, unless it loads a program by a name that it is told, which may import the file in turn.
 */
function isForImporters(sourceCode: SourceCode, fn: FunctionNode): boolean {
  if (memberOf(fn) || ownStarts(sourceCode).length === 0 || loadsByName(sourceCode)) return false
  const { calls, values } = usesOf(sourceCode, fn)
  // A program that starts itself where it begins is not there to be imported: what it calls itself is what we know.
  if (starters(sourceCode).size === 0 && calls.length === 0) return false
  return values.every((value) => value === fn || value.parent?.type.startsWith('Export') === true)
    && calls.every((call) => isOfFirst(sidesOf(sourceCode, call)))
}

function isOfFirst(sides: Sides): boolean {
  return sides.size === 1 && sides.has('first')
}

/** `await import(workerData.task)`. */
const loadsByName = perFile((sourceCode): boolean => {
  const { names, calls } = nodesOf(sourceCode)
  const required = (names.has('require') || names.has('createRequire')) && calls.some(({ callee, arguments: [module] }) =>
    callee.type === 'Identifier' && /require/iu.test(callee.name) && (module?.type !== 'Literal' || typeof module.value !== 'string'))
  return required || /\bimport\s*\(/u.test(sourceCode.text)
})

/** How many functions inside one another are followed from the start of a worker to who asks for it. */
const MOST_CALLERS = 3

/** The functions that start a worker or process of this very file, themselves or by functions and objects of the file, and the classes in which one stands. */
const starters = perFile((sourceCode): ReadonlySet<Node> => {
  const found = new Set<Node>()
  let places: readonly Node[] = ownStarts(sourceCode)
  for (let depth = 0; places.length > 0 && depth <= MOST_CALLERS; depth++) {
    const fresh = new Set<Node>()
    for (const place of places) {
      for (let at: Node | undefined = place.parent; at; at = at.parent) if ((isFunction(at) || isClass(at)) && !found.has(at)) fresh.add(at)
    }
    for (const each of fresh) found.add(each)
    places = [...fresh].flatMap((each) => startsOf(sourceCode, each)).filter((place) => branchAt(place, (test) => guardOf(sourceCode, test)) !== false)
  }
  return found
})

/** The calls that start a worker or process of this very file. */
const ownStarts = perFile((sourceCode): readonly Call[] => !mayHaveSides(sourceCode) ? [] : nodesOf(sourceCode).calls.filter((call) => {
  const model = spawnAt(calledPath(sourceCode, call) ?? '')
  return (model?.kind === 'worker' || model?.kind === 'process') && startsItself(sourceCode, model, call)
}))

/** Where a function is called or handed on, or an object of a class made. */
function startsOf(sourceCode: SourceCode, of: Node): readonly Node[] {
  if (isFunction(of)) {
    const { calls, values } = usesOf(sourceCode, of)
    return [...calls, ...values.filter((value) => isCall(wrapped(value).parent))]
  }
  return nodesOf(sourceCode).calls.filter(({ type, callee }) => {
    const made = type === 'NewExpression' ? denote(sourceCode, callee) : undefined
    return made?.kind === 'class' && made.node === of
  })
}

/** Whether the file is what a pool of its own runs, and the function what that calls: its default export. */
function isTask(sourceCode: SourceCode, fn: FunctionNode): boolean {
  if (!isPoolOfItself(sourceCode)) return false
  const { calls, values } = usesOf(sourceCode, fn)
  const whole = calls.length === 0 ? defaultExportOf(sourceCode) : undefined
  return whole !== undefined && (whole === fn || values.includes(whole))
}

/** Whether a condition holds on the first side only (true), or on the others (false); undefined for any other condition. */
function guardOf(sourceCode: SourceCode, condition: Node, depth = 0): boolean | undefined {
  const node = unwrap(condition)
  if (depth > 3) return undefined
  if (node.type === 'UnaryExpression' && node.operator === '!') {
    const inner = guardOf(sourceCode, node.argument, depth + 1)
    return inner === undefined ? undefined : !inner
  }
  const asked = presenceAsked(node)
  if (asked) {
    const inner = guardOf(sourceCode, asked.of, depth + 1)
    return inner === undefined ? undefined : inner === asked.isThere
  }
  const test = testsByPath.get(apiOf(sourceCode, node) ?? '')
  if (test) return test.holds
  const told = toldApart(sourceCode, node)
  if (told !== undefined) return told
  const value = node.type === 'Identifier' ? onlyValue(sourceCode, node) : undefined
  return value && guardOf(sourceCode, value, depth + 1)
}

/** What a comparison asks to be there, or not to be: `process.send === undefined`, `parentPort !== null`, `typeof process.send === 'function'`. */
function presenceAsked(node: Node): { readonly of: Node; readonly isThere: boolean } | undefined {
  if (node.type !== 'BinaryExpression' || !/^[!=]==?$/u.test(node.operator)) return undefined
  const isSame = node.operator.startsWith('=')
  if (isNothing(node.right)) return { of: node.left, isThere: !isSame }
  const left = unwrap(node.left)
  const type = left.type === 'UnaryExpression' && left.operator === 'typeof' ? literalText(node.right) : undefined
  return left.type === 'UnaryExpression' && type !== undefined ? { of: left.argument, isThere: isSame === (type !== 'undefined') } : undefined
}

/** What the sides of the file are: threads, or processes, by the conditions that it uses. */
export const betweenOf = perFile((sourceCode): BoundaryTest['between'] => {
  const { text } = sourceCode
  return /isMainThread|parentPort/u.test(text) || isPoolOfItself(sourceCode) ? 'threads' : 'processes'
})

import { addTo } from '../../utils/group.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type CodeOwner, isFunction, keyName, type Node, ownerOf, unwrap, wrapped } from '../../utils/syntax.ts'
import { variableOf } from '../resolve/bindings.ts'
import { connectionUses } from './connections.ts'
import { functionName } from './names.ts'
import { lockUses } from './uses.ts'

/** How often a value may be kept under another name. */
const MOST_NAMES_DEEP = 3

/**
 * The functions that may have to do with locks, by names alone: those that use one, what encloses them, what calls
 * something of their name, or of the name of a handle. A superset, found at the cost of one look at each call.
 */
export const lockRelated = perFile((sourceCode): ReadonlySet<CodeOwner> => {
  const related = new Set<CodeOwner>()
  const names = new Set<string>()
  const uses = takingCalls(sourceCode)
  if (uses.length === 0) return related
  const byName = namedCalls(sourceCode)
  const work: CodeOwner[] = []
  const addName = (name: string): void => {
    if (name === '' || names.has(name)) return
    names.add(name)
    for (const call of byName.get(name) ?? []) addCall(call)
  }
  const addCall = (call: Call): void => {
    for (const name of resultNames(sourceCode, call)) addName(name)
    add(ownerOf(call))
  }
  const add = (owner: CodeOwner): void => {
    if (related.has(owner)) return
    related.add(owner)
    work.push(owner)
  }
  for (const call of uses) addCall(call)
  for (let owner = work.pop(); owner; owner = work.pop()) {
    if (owner.type === 'Program') continue
    if (isFunction(owner)) addName(functionName(sourceCode, owner))
    add(ownerOf(owner))
  }
  return related
})

/** Every call of the file that has to do with a lock, or takes a connection. */
export const takingCalls = perFile((sourceCode): readonly Call[] => [...lockUses(sourceCode).keys(), ...connectionUses(sourceCode).keys()])

/** The calls that name something: what they call, or what they are given. */
function namedCalls(sourceCode: SourceCode): ReadonlyMap<string, readonly Call[]> {
  const byName = new Map<string, Call[]>()
  for (const call of nodesOf(sourceCode).calls) {
    for (const node of [call.callee, ...call.arguments]) {
      const name = lastName(unwrap(node))
      if (name !== undefined) addTo(byName, name, call)
    }
  }
  return byName
}

function lastName(node: Node): string | undefined {
  if (node.type === 'Identifier') return node.name
  if (node.type === 'MemberExpression') return keyName(node)
  return undefined
}

/** The names that the result of a call goes by: variables, fields, parts of a pattern, a collection it is put into, and what is made of these. */
function resultNames(sourceCode: SourceCode, call: Call): readonly string[] {
  const outer = passedOn(call)
  const parent = outer.parent
  if (parent?.type === 'CallExpression' && parent.callee.type === 'MemberExpression') return one(lastName(unwrap(parent.callee.object)))
  return namesKept(sourceCode, outer, 0)
}

/** `const pending = mutex.acquire(); const [, release] = await pending`: what keeps a value, and what that is kept in further on. */
function namesKept(sourceCode: SourceCode, outer: Node, depth: number): readonly string[] {
  const parent = outer.parent
  const target = parent?.type === 'VariableDeclarator' && parent.init === outer ? parent.id : parent?.type === 'AssignmentExpression' && parent.right === outer ? parent.left : undefined
  return target ? partsOf(target).flatMap((part) => [...one(lastName(part)), ...keptFurther(sourceCode, part, depth)]) : []
}

function keptFurther(sourceCode: SourceCode, part: Node, depth: number): readonly string[] {
  const variable = depth < MOST_NAMES_DEEP && part.type === 'Identifier' ? variableOf(sourceCode, part) : undefined
  return (variable?.references ?? []).flatMap((reference) => (reference.isRead() ? namesKept(sourceCode, passedOn(reference.identifier), depth + 1) : []))
}

/** The expression that passes a value on as it is, waited for, or one of its parts. */
function passedOn(node: Node): Node {
  let outer = wrapped(node)
  for (let parent = outer.parent; parent; parent = outer.parent) {
    const passes = parent.type === 'AwaitExpression' || parent.type === 'LogicalExpression' || (parent.type === 'MemberExpression' && parent.object === outer && !isCallee(parent))
    if (!passes) break
    outer = wrapped(parent)
  }
  return outer
}

function isCallee(member: Node): boolean {
  const outer = wrapped(member)
  return outer.parent?.type === 'CallExpression' && outer.parent.callee === outer
}

function partsOf(target: Node): readonly Node[] {
  if (target.type === 'ObjectPattern') return target.properties.flatMap((each) => (each.type === 'Property' ? [each.value] : []))
  if (target.type === 'ArrayPattern') return target.elements.flatMap((each) => (each ? [each] : []))
  return [target]
}

function one(name: string | undefined): readonly string[] {
  return name === undefined ? [] : [name]
}

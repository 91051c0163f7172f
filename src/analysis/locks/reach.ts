import { addTo } from '../../utils/group.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type CodeOwner, isFunction, keyName, type Node, ownerOf, unwrap, wrapped } from '../../utils/syntax.ts'
import { connectionUses } from './connections.ts'
import { functionName } from './names.ts'
import { lockUses } from './uses.ts'

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
    for (const name of resultNames(call)) addName(name)
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

/** The names that the result of a call goes by: variables, fields, parts of a pattern, a collection it is put into. */
function resultNames(call: Call): readonly string[] {
  let outer = wrapped(call)
  while (outer.parent?.type === 'AwaitExpression' || outer.parent?.type === 'LogicalExpression') outer = wrapped(outer.parent)
  const parent = outer.parent
  if (parent?.type === 'CallExpression' && parent.callee.type === 'MemberExpression') return one(lastName(unwrap(parent.callee.object)))
  const target = parent?.type === 'VariableDeclarator' ? parent.id : parent?.type === 'AssignmentExpression' ? parent.left : undefined
  if (target?.type === 'ObjectPattern') return target.properties.flatMap((each) => (each.type === 'Property' ? one(lastName(each.value)) : []))
  if (target?.type === 'ArrayPattern') return target.elements.flatMap((each) => (each ? one(lastName(each)) : []))
  return target ? one(lastName(target)) : []
}

function one(name: string | undefined): readonly string[] {
  return name === undefined ? [] : [name]
}

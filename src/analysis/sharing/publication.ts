import { arrayMethods } from '../../knowledge/callbacks/index.ts'
import { atomicsMethods, bufferMembers, onlyLookAt, sharingFunctions, sharingMethods } from '../../knowledge/shared-memory.ts'
import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { type Call, isFunction, keyName, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { isExportedVariable, type Source, sourcesOf, type Variable, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { calledFunction } from '../resolve/receiver.ts'
import { heldAt, takenBy, valuesOf } from './held.ts'
import { sharedMemory, viewMade } from './memory.ts'

const MOST_VARIABLES = 12
const MOST_LOOKS = 48

/**
 * The variables that hold a view, its buffer, the objects that they are reached through, and what those are made from. What
 * happens to one of them may happen to the memory.
 */
export const chainOf: (sourceCode: SourceCode, view: Node) => readonly Variable[] = perNode<Node, readonly Variable[]>((sourceCode, view) => {
  const chain = new Set<Variable>()
  const due: Node[] = [view]
  for (let i = 0; i < due.length && i < MOST_LOOKS && chain.size < MOST_VARIABLES; i++) {
    const node = unwrap(due[i] as Node)
    const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
    if (variable && !chain.has(variable)) due.push(...(sourcesOf(sourceCode, variable) ?? []).flatMap((source) => originsOf(sourceCode, source)))
    if (variable) chain.add(variable)
    else due.push(...below(sourceCode, node))
  }
  return [...chain]
}, [])

function originsOf(sourceCode: SourceCode, source: Source): readonly Node[] {
  if (source.kind !== 'value' && source.kind !== 'element') return []
  return source.steps.length > 0 || source.kind === 'element' ? [...valuesOf(sourceCode, source), source.value] : [source.value]
}

/** What a value is made from or taken out of. */
function below(sourceCode: SourceCode, node: Node): readonly Node[] {
  switch (node.type) {
    case 'NewExpression':
      return node.arguments
    case 'MemberExpression':
      return [...heldAt(sourceCode, node.object, keyName(node) ?? '[]'), node.object]
    case 'CallExpression': {
      const callee = unwrap(node.callee)
      if (sharingFunctions.has(apiOf(sourceCode, callee) ?? '')) return node.arguments
      return callee.type === 'MemberExpression' ? [...takenBy(sourceCode, node), callee.object] : []
    }
    case 'ObjectExpression':
      return node.properties.flatMap((each) => (each.type === 'Property' ? [each.value] : []))
    case 'ConditionalExpression':
      return [node.consequent, node.alternate]
    case 'LogicalExpression':
      return [node.left, node.right]
    default:
      return []
  }
}

/** The places where others get hold of what a variable holds: it is handed on, stored, returned. An export is no place, see `isExportedVariable`. */
export const publicationsOf: (sourceCode: SourceCode, variable: Variable) => readonly Node[] = perNode<Variable, readonly Node[]>((sourceCode, variable) =>
  variable.references.flatMap((reference) => (reference.isRead() ? publishedAt(sourceCode, reference.identifier) : [])), [])

/** Where the value that stands here gets out. */
function publishedAt(sourceCode: SourceCode, node: Node): readonly Node[] {
  const outer = wrapped(node)
  const parent = outer.parent
  switch (parent?.type) {
    case 'MemberExpression': {
      if (parent.object !== outer) return []
      const name = keyName(parent) ?? ''
      if (bufferMembers.has(name)) return publishedAt(sourceCode, parent)
      const call = wrapped(parent).parent
      if (call?.type !== 'CallExpression' || call.callee !== wrapped(parent)) return sharedMemory(sourceCode, parent) ? publishedAt(sourceCode, parent) : []
      if (sharingMethods.has(name)) return publishedAt(sourceCode, call)
      return arrayMethods.has(name) ? handedToEach(sourceCode, call.arguments[0]) : []
    }
    case 'ForOfStatement':
      return parent.right === outer && parent.left.type === 'VariableDeclaration' ? heldBy(sourceCode, parent.left.declarations[0].id) : []
    case 'NewExpression':
      return parent.callee !== outer && viewMade(sourceCode, parent) !== undefined ? publishedAt(sourceCode, parent) : handedTo(sourceCode, parent, outer)
    case 'CallExpression':
      return handedTo(sourceCode, parent, outer)
    case 'VariableDeclarator':
      return parent.init === outer ? heldBy(sourceCode, parent.id) : []
    case 'Property':
      return parent.value === outer && parent.parent.type === 'ObjectExpression' ? publishedAt(sourceCode, parent.parent) : []
    case 'ArrayExpression':
    case 'ConditionalExpression':
    case 'LogicalExpression':
      return publishedAt(sourceCode, parent)
    case 'ReturnStatement':
    case 'ArrowFunctionExpression':
    case 'YieldExpression':
      return [outer]
    case 'SpreadElement':
      return parent.parent.type === 'ObjectExpression' ? publishedAt(sourceCode, parent.parent) : [] // of a view: its values
    case 'AssignmentExpression':
      return parent.right !== outer ? [] : parent.left.type === 'Identifier' ? heldBy(sourceCode, parent.left) : [outer]
    default:
      return []
  }
}

function heldBy(sourceCode: SourceCode, name: Node): readonly Node[] {
  const variable = name.type === 'Identifier' ? variableOf(sourceCode, name) : undefined
  if (!variable) return []
  return isExportedVariable(variable) ? [name, ...publicationsOf(sourceCode, variable)] : publicationsOf(sourceCode, variable)
}

/** `lanes.forEach((lane) => …)`. */
function handedToEach(sourceCode: SourceCode, callback: Node | undefined): readonly Node[] {
  const [element] = isFunction(callback) ? callback.params : []
  return element ? heldBy(sourceCode, element) : []
}

/** An argument gets out, unless the function is known to keep nothing, or one of this file that does not let it out. */
function handedTo(sourceCode: SourceCode, call: Call, argument: Node): readonly Node[] {
  if (call.callee === argument) return []
  const path = apiOf(sourceCode, call.callee)
  if (path !== undefined && (atomicsMethods.has(path) || onlyLookAt.some((start) => path.startsWith(start)))) return []
  const parameter = calledFunction(sourceCode, call)?.params[call.arguments.findIndex((each) => each === argument)]
  const name = parameter?.type === 'TSParameterProperty' ? parameter.parameter : parameter
  const variable = name?.type === 'Identifier' ? variableOf(sourceCode, name) : undefined
  if (!variable) return [argument]
  const isKept = call.type === 'NewExpression'
  if (publicationsOf(sourceCode, variable).some((node) => !(isKept && isKeptInThis(node)))) return [argument]
  return isKept ? publishedAt(sourceCode, call) : []
}

/** `this.words = words`: whoever gets hold of the object gets hold of it, nobody else. */
function isKeptInThis(node: Node): boolean {
  const put = node.parent
  return put?.type === 'AssignmentExpression' && put.left.type === 'MemberExpression' && put.left.object.type === 'ThisExpression'
}

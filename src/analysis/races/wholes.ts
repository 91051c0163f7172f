import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { isCall, keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { sourcesOf, type Variable, variableOf } from '../resolve/bindings.ts'
import { indexKey, type Location, locationOf } from '../resolve/location.ts'

/**
 * The place of a collection, also where a name of the function stands for one that others share: for one of two fields
 * (`const jobs = urgent ? this.urgent : this.later`), or for what a collection holds (`const rows = this.tables.get(id)`),
 * made and put there where it was missing. Undefined where that is no place.
 */
export const wholeOf: (sourceCode: SourceCode, node: Node) => Location | undefined = perNode<Node, Location | undefined>((sourceCode, expression) => {
  const node = unwrap(expression)
  const location = locationOf(sourceCode, node)
  if (location ? !isOfFunction(location) : !isCall(node)) return location
  return standingFor(sourceCode, node) ?? location
}, undefined)

function isOfFunction({ root, path }: Location): boolean {
  return root.kind === 'variable' && root.scope === 'local' && path.length === 0
}

function standingFor(sourceCode: SourceCode, node: Node): Location | undefined {
  if (node.type !== 'Identifier') return heldBy(sourceCode, node)
  const variable = variableOf(sourceCode, node)
  const values = variable && valuesOf(sourceCode, variable)
  if (!variable || !values) return undefined
  const given = values.filter((each) => !isNew(each))
  const [first, second] = given
  if (!first || second) return undefined
  const whole = oneOfTwo(sourceCode, first) ?? (given.length === values.length || isPutBack(variable) ? heldBy(sourceCode, first) : undefined)
  return whole && { ...whole, text: node.name }
}

/** All that the variable is given, whole; undefined where something else may be in it. */
function valuesOf(sourceCode: SourceCode, variable: Variable): readonly Node[] | undefined {
  if (variable.defs[0]?.type !== 'Variable') return undefined
  const sources = sourcesOf(sourceCode, variable)
  const values = sources?.flatMap((source) => (source.kind === 'value' && source.steps.length === 0 ? parted(source.value) : []))
  return values && sources && values.length >= sources.length ? values : undefined
}

/** `a ?? b`. */
function parted(value: Node): readonly Node[] {
  const node = unwrap(value)
  return node.type === 'LogicalExpression' && node.operator !== '&&' ? [unwrap(node.left), unwrap(node.right)] : [node]
}

function isNew(node: Node): boolean {
  return node.type === 'NewExpression' || (node.type === 'ObjectExpression' && node.properties.length === 0) || (node.type === 'ArrayExpression' && node.elements.length === 0)
}

/** A new one is put where the next one finds it: `this.tables.set(id, rows)`. */
function isPutBack({ references }: Variable): boolean {
  return references.some(({ identifier }) => {
    const { parent } = identifier
    return (parent.type === 'CallExpression' && parent.arguments[1] === identifier && parent.callee.type === 'MemberExpression' && keyName(parent.callee) === 'set')
      || (parent.type === 'AssignmentExpression' && parent.right === identifier && parent.left.type === 'MemberExpression')
  })
}

function oneOfTwo(sourceCode: SourceCode, node: Node): Location | undefined {
  if (node.type !== 'ConditionalExpression') return undefined
  const [one, other] = [locationOf(sourceCode, node.consequent), locationOf(sourceCode, node.alternate)]
  if (!one || !other || isOfFunction(one) || one.root.kind !== other.root.kind) return undefined
  return { ...one, key: `${one.key}|${other.key}` }
}

/** `this.tables.get(id)`. */
function heldBy(sourceCode: SourceCode, node: Node): Location | undefined {
  const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined
  const [key] = node.type === 'CallExpression' ? node.arguments : []
  if (callee?.type !== 'MemberExpression' || keyName(callee) !== 'get' || !key) return undefined
  const outer = locationOf(sourceCode, callee.object)
  const index = indexKey(sourceCode, key)
  if (!outer || index === undefined || isOfFunction(outer) || outer.root.kind === 'api') return undefined
  return { key: `${outer.key}@${index}`, root: outer.root, path: outer.path, text: sourceCode.getText(node) }
}

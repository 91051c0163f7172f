import { perFile, perNode, type SourceCode } from '../../../utils/per-file.ts'
import { keyName, literalText, type Node, unwrap } from '../../../utils/syntax.ts'
import { isGlobal, isOfModule, type Source, sourcesOf, type Step as SourceStep, type Variable, variableOf } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'
import { classAt, fieldOfThis, thisPlace, valueOfMember } from './fields.ts'
import { keptIn, stored } from './kept.ts'
import { concat, exactKey, familyKey, ofPlace, ofText, patternOf, type Place, placeAt, stepInto, type Value } from './symbol.ts'
import { sameElements, valueOfCall } from './yielded.ts'

/**
 * Which value an expression has, in terms of the places that the function around it sees: its parameters, `this`, what is
 * declared outside. Undefined where that is not known.
 */
export const valueOf: (sourceCode: SourceCode, node: Node) => Value | undefined = perNode<Node, Value | undefined>(
  (sourceCode, node) => evaluate(sourceCode, unwrap(node)),
  undefined,
)

function evaluate(sourceCode: SourceCode, node: Node): Value | undefined {
  switch (node.type) {
    case 'Literal': {
      const text = literalText(node)
      return text === undefined ? undefined : ofText(text)
    }
    case 'TemplateLiteral':
      return concat(node.quasis.flatMap((quasi, i) => {
        const hole = node.expressions[i]
        const text = { parts: [quasi.value.cooked ?? undefined] }
        return hole ? [text, patternOf(valueOf(sourceCode, hole))] : [text]
      }))
    case 'BinaryExpression': {
      const sides = [node.left, node.right].map((side) => valueOf(sourceCode, side))
      return node.operator === '+' && sides.some((side) => side?.is === 'text') ? concat(sides.map(patternOf)) : undefined
    }
    case 'ThisExpression':
      return ofPlace(thisPlace(sourceCode, node))
    case 'Identifier': {
      const variable = variableOf(sourceCode, node)
      if (variable && !isGlobal(sourceCode, node)) return valueOfVariable(sourceCode, variable)
      const path = apiOf(sourceCode, node)
      return path === undefined ? undefined : ofPlace(placeAt(`api:${path}`))
    }
    case 'MemberExpression':
      return valueOfMember(sourceCode, node)
    case 'AwaitExpression':
      return valueOf(sourceCode, node.argument)
    case 'AssignmentExpression':
      return valueOf(sourceCode, node.left.type === 'MemberExpression' || node.left.type === 'Identifier' ? node.left : node.right)
    case 'ConditionalExpression':
      return merged([node.consequent, node.alternate].map((each) => valueOf(sourceCode, each)))
    case 'LogicalExpression':
      return node.operator === '&&' ? valueOf(sourceCode, node.right) : merged([node.left, node.right].map((each) => valueOf(sourceCode, each)))
    case 'ArrayExpression':
      if (node.elements.length === 1 && node.elements[0]?.type === 'SpreadElement') return valueOf(sourceCode, node.elements[0].argument)
      return node.elements.length === 0 || node.elements.some((each) => !each || each.type === 'SpreadElement')
        ? stored(sourceCode, node)
        : { is: 'list', items: node.elements.map((each) => (each ? valueOf(sourceCode, each) : undefined)) }
    case 'NewExpression':
      return sameElements(sourceCode, node, node.arguments[0]) ?? stored(sourceCode, node)
    case 'CallExpression':
      return valueOfCall(sourceCode, node)
    case 'ObjectExpression':
      return stored(sourceCode, node)
    default:
      return undefined
  }
}

/** The one value of all alternatives; where they differ only in which element is meant, an unknown element. */
export function merged(values: readonly (Value | undefined)[]): Value | undefined {
  const [first] = values
  if (!first || values.includes(undefined)) return undefined
  if (first.is === 'text') return values.every((each) => each?.is === 'text' && JSON.stringify(each) === JSON.stringify(first)) ? first : undefined
  if (first.is !== 'place') return undefined
  const key = exactKey(first.place)
  const same = (of: (place: Place) => string | undefined) => {
    const one = of(first.place)
    return one !== undefined && values.every((each) => each?.is === 'place' && of(each.place) === one)
  }
  if (key !== undefined && same(exactKey)) return first
  const last = first.place.path.at(-1)
  if (last === undefined || typeof last === 'string' || !same(familyKey)) return undefined
  return ofPlace({ ...first.place, path: [...first.place.path.slice(0, -1), { ...last, parts: [undefined] }] })
}

// ---------------------------------------------------------------- names

const variables = perFile(() => new Map<string, Variable>())

/** The variable that a root of this file stands for. */
export function variableAt(sourceCode: SourceCode, root: string): Variable | undefined {
  return variables(sourceCode).get(root)
}

/** The place of the variable itself. */
export function placeOfVariable(sourceCode: SourceCode, variable: Variable): Place {
  // A parameter that is written to is no longer what the caller gave.
  const parameter = variable.defs[0]?.type === 'Parameter' && !variable.references.some((reference) => reference.isWrite() && reference.init !== true)
  // A class has two variables, one inside and one outside of it.
  const outermost = variable.defs[0]?.type === 'ClassName' || isOfModule(variable)
  const root = `${parameter ? 'param' : outermost ? 'module' : 'local'}:${variable.name}@${String(variable.identifiers[0]?.range[0] ?? 0)}`
  variables(sourceCode).set(root, variable)
  return placeAt(root)
}

const valueOfVariable: (sourceCode: SourceCode, variable: Variable) => Value | undefined = perNode<Variable, Value | undefined>((sourceCode, variable) => {
  const own = ofPlace(placeOfVariable(sourceCode, variable))
  const sources = sourcesOf(sourceCode, variable)
  const [first, second] = sources ?? []
  if (!sources || !first) return own
  if (first.kind === 'parameter') return second ? own : (elementGiven(sourceCode, first, variable) ?? own)
  const values = sources.map((source) => (isCreation(source) ? keptIn(sourceCode, variable, source.at) ?? own : valueOfSource(sourceCode, source, variable)))
  return (second ? merged(values) : values[0]) ?? own
}, undefined)

function isCreation(source: Source): boolean {
  return source.kind === 'value' && source.steps.length === 0 && (unwrap(source.value).type === 'NewExpression' || unwrap(source.value).type === 'ObjectExpression')
}

function valueOfSource(sourceCode: SourceCode, source: Source, variable: Variable): Value | undefined {
  if (source.kind === 'unknown') return restOf(sourceCode, source)
  if (source.kind === 'element') {
    const whole = valueOf(sourceCode, source.value)
    let part = elementOf(whole, placeOfVariable(sourceCode, variable))
    for (const { name, fallback } of source.steps) part = part && !fallback ? stepInto(part, name) : undefined
    return part
  }
  return source.kind === 'value' ? walk(sourceCode, source.value, source.steps) : undefined
}

/** `const [first, ...rest] = keys`: later elements of `keys`. */
function restOf(sourceCode: SourceCode, source: Source): Value | undefined {
  const rest = source.at.parent
  const declarator = rest?.type === 'RestElement' && rest.parent.type === 'ArrayPattern' ? rest.parent.parent : undefined
  const whole = declarator?.type === 'VariableDeclarator' && declarator.init ? valueOf(sourceCode, declarator.init) : undefined
  return whole && someOf(whole, source.at)
}

/** Some of the elements of a value, in their order: which ones, `by` decides. */
export function someOf(whole: Value, by: Node): Value | undefined {
  const item = elementOf(whole, placeAt(`some:@${String(by.range[0])}`))
  return item && { is: 'each', item }
}

/** What destructuring takes out of a value. */
function walk(sourceCode: SourceCode, from: Node, steps: readonly SourceStep[]): Value | undefined {
  let value = valueOf(sourceCode, from)
  for (const { name, fallback } of steps) value = value && !fallback ? partOfValue(sourceCode, value, name) : undefined
  return value
}

function partOfValue(sourceCode: SourceCode, value: Value, name: string): Value | undefined {
  const part = stepInto(value, name)
  if (part?.is !== 'place' || value.is !== 'place' || value.place.path.length > 0) return part
  const node = classAt(sourceCode, value.place.root)
  return node ? ofPlace(fieldOfThis(sourceCode, node, name)) : part
}

/** The element that a callback of an array method gets: `ids.map(async (id) => …)`. */
function elementGiven(sourceCode: SourceCode, source: Extract<Source, { kind: 'parameter' }>, variable: Variable): Value | undefined {
  const call = source.of.parent
  if (source.index !== 0 || source.steps.length > 0 || call.type !== 'CallExpression' || call.arguments[0] !== source.of) return undefined
  const callee = unwrap(call.callee)
  if (callee.type !== 'MemberExpression' || !['map', 'forEach', 'flatMap', 'filter'].includes(keyName(callee) ?? '')) return undefined
  return elementOf(valueOf(sourceCode, callee.object), placeOfVariable(sourceCode, variable))
}

/** The element of a value that a place chooses. */
export function elementOf(whole: Value | undefined, chosenBy: Place): Value | undefined {
  return whole && whole.is !== 'text' ? stepInto(whole, { parts: [chosenBy] }) : undefined
}

import { isInLoop } from '../../utils/nodes.ts'
import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, functionAround, isFunction, type Node, walkOwn, wrapped } from '../../utils/syntax.ts'
import { isParameterOf, sourcesOf, variableOf } from '../resolve/bindings.ts'
import { nameIn, usesOf } from './uses.ts'

/** A function around another, and its one call of that. */
export interface Whole {
  readonly fn: FunctionNode
  readonly call: Call
}

/**
 * The function that another is a part of: each of its runs runs the other once, and nobody else does. `(async () => { … })()`,
 * `const work = async () => { … }; return work()`. Undefined for methods, for what is handed on, and for what is called in a loop.
 */
export const wholeOf: (sourceCode: SourceCode, of: FunctionNode) => Whole | undefined = perNode<FunctionNode, Whole | undefined>((sourceCode, of) => {
  const around = functionAround(of)
  if (!around || !isHeldByName(of)) return undefined
  const { calls: [call, second], values } = usesOf(sourceCode, of)
  if (!call || second || values.some((each) => each !== of)) return undefined
  return functionAround(call) === around && !isInLoop(call, around) ? { fn: around, call } : undefined
}, undefined)

/** By one that is declared for it, or by none. */
function isHeldByName(of: FunctionNode): boolean {
  const outer = wrapped(of)
  const { parent } = outer
  return of.type === 'FunctionDeclaration' || parent?.type === 'VariableDeclarator' || (parent?.type === 'CallExpression' && parent.callee === outer)
}

/** The function that all is a part of which an owner of code does: itself where it is a part of none. */
export function outermost(sourceCode: SourceCode, owner: CodeOwner): CodeOwner {
  const whole = isFunction(owner) ? wholeOf(sourceCode, owner) : undefined
  return whole ? outermost(sourceCode, whole.fn) : owner
}

/** What the function is called that an owner of code belongs to; empty where it has no name. */
export function actionName(sourceCode: SourceCode, owner: CodeOwner): string {
  const whole = outermost(sourceCode, owner)
  return (isFunction(whole) && nameIn(whole)) || ''
}

/** Whether a name is a parameter of a function, or of one that it is a part of: each run has a value of its own. */
export function isParameterOfRun(sourceCode: SourceCode, owner: CodeOwner, name: Node): boolean {
  if (!isFunction(owner) || name.type !== 'Identifier') return false
  const whole = wholeOf(sourceCode, owner)
  return isParameterOf(sourceCode, owner, name) || (whole !== undefined && isParameterOfRun(sourceCode, whole.fn, name))
}

/** Whether a value is made of what a function is given, in two steps at most. */
export function isMadeOfParameter(sourceCode: SourceCode, owner: CodeOwner, value: Node, depth = 0): boolean {
  let found = false
  walkOwn(sourceCode, value, (node) => {
    const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
    const [def] = variable?.defs ?? []
    if (isParameterOfRun(sourceCode, owner, node)) found = true
    const [source] = (variable && depth < 3 && sourcesOf(sourceCode, variable)) || []
    if (source?.kind === 'value' && def?.type === 'Variable') found ||= isMadeOfParameter(sourceCode, owner, source.value, depth + 1)
  })
  return found
}

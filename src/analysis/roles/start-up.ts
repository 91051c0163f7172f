import { isStartUp, personal } from '../../knowledge/lifecycles.ts'
import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, isFunction, type Node, ownerOf } from '../../utils/syntax.ts'
import { handedTo } from '../callbacks/handed.ts'
import { nameIn, usesOf } from '../callbacks/uses.ts'
import { isExported, memberOf, nameOf } from '../resolve/functions.ts'

/**
 * Whether a function runs only while a program, or a part of it, starts: it is named for that, or it is a step of what is: all
 * that runs it does so then, and nobody else can be seen to.
 */
export const runsAtStart: (sourceCode: SourceCode, fn: FunctionNode) => boolean = perNode<FunctionNode, boolean>(
  (sourceCode, fn) => (isStartUp(nameIn(fn) ?? '') ? !isForSomebody(sourceCode, fn) : isStep(sourceCode, fn)),
  false,
)

/** A program starts without knowing the password of anybody. */
function isForSomebody(sourceCode: SourceCode, fn: FunctionNode): boolean {
  return fn.params.length > 0 && (sourceCode.scopeManager?.getDeclaredVariables(fn) ?? []).some(({ name }) => personal.test(name))
}

function isStep(sourceCode: SourceCode, fn: FunctionNode): boolean {
  if (isOpen(sourceCode, fn)) return false
  const { calls, values } = usesOf(sourceCode, fn)
  const passed = nameIn(fn) === undefined ? values : values.filter((value) => value !== fn)
  const places = [...calls, ...passed.map((value) => ranAt(sourceCode, value))]
  return places.length > 0 && places.every((place) => place !== undefined && isAtStart(sourceCode, place))
}

/** Whether other files are meant to call it. Of a method only `public` says so: most have no word for it. */
function isOpen(sourceCode: SourceCode, fn: FunctionNode): boolean {
  if (memberOf(fn)) return 'accessibility' in fn.parent && fn.parent.accessibility === 'public'
  if (nameOf(sourceCode, fn)) return isExported(sourceCode, fn)
  return nameIn(fn) !== undefined
}

/** Where a function that is handed on runs: there, or as the next link of a chain. */
function ranAt(sourceCode: SourceCode, value: Node): Node | undefined {
  const handing = handedTo(sourceCode, value)
  if (!handing || handing.elsewhere || handing.critical) return undefined
  return handing.timing === 'now' || handing.timing === 'once' ? handing.at : undefined
}

function isAtStart(sourceCode: SourceCode, node: Node): boolean {
  const owner = ownerOf(node)
  return isFunction(owner) ? runsAtStart(sourceCode, owner) : owner.type === 'Program'
}

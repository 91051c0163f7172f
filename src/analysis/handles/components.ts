import { boxes } from '../../knowledge/boxes.ts'
import { arrayMethods } from '../../knowledge/callbacks/language.ts'
import { componentNames, hookNames, keepers, whenMounted, whenRendered, wholePages } from '../../knowledge/lifecycles.ts'
import { calledName } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, isCall, isFunction, keyName, type Node, ownerOf, wrapped } from '../../utils/syntax.ts'
import { actionName } from '../callbacks/whole.ts'
import { onlyValue, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import type { Times } from '../roles/times.ts'
import type { Place } from './deeds.ts'

/** What a component makes with its state: once for each instance, as often as one is mounted. */
export const PER_INSTANCE: Times = { runs: 'many', hook: { paths: [], runs: 'each', noun: whenMounted } }

/** What it makes each time it renders. */
export const PER_RENDERING: Times = { runs: 'many', hook: { paths: [], runs: 'each', noun: whenRendered } }

/** Whether code runs as a component renders: its own, by its name, or that of a callback which it runs for each of a list. */
export function isRendering(sourceCode: SourceCode, owner: CodeOwner): boolean {
  if (!isFunction(owner)) return false
  const outer = wrapped(owner)
  const isForEach = isCall(outer.parent) && outer.parent.arguments[0] === outer && arrayMethods.has(calledName(outer.parent) ?? '')
  return isForEach ? isRendering(sourceCode, ownerOf(outer.parent)) : componentNames.test(actionName(sourceCode, owner) ?? '')
}

/** Whether markup of the page itself shows what stands there: `<img src={url}>`. */
export function isShownBy(container: Node): boolean {
  const element = container.parent?.type === 'JSXAttribute' ? container.parent.parent : undefined
  return element?.type === 'JSXOpeningElement' && element.name.type === 'JSXIdentifier' && !componentNames.test(element.name.name)
}

/** The call of a hook that keeps what it is given, or what its callback returns, for the component: `useState(() => new Worker(url))`. */
export function keeperOf(sourceCode: SourceCode, given: Node): Call | undefined {
  const outer = wrapped(given)
  const call = outer.parent
  return isCall(call) && call.arguments[0] === outer && keepers.has(apiOf(sourceCode, call.callee) ?? '') ? call : undefined
}

/** The same for what the callback returns. */
export function keeperAround(sourceCode: SourceCode, callback: FunctionNode): Call | undefined {
  const call = keeperOf(sourceCode, callback)
  return call && keepers.get(apiOf(sourceCode, call.callee) ?? '') !== 'slot' ? call : undefined
}

/** Where the component has what a keeper keeps: expressions that stand for it, or the name that it is put into. Undefined where that cannot be told. */
export function keptBy(sourceCode: SourceCode, call: Call): { readonly name?: Node, readonly nodes: readonly Node[] } | undefined {
  const path = apiOf(sourceCode, call.callee) ?? ''
  const declared = wrapped(call).parent
  switch (keepers.get(path)) {
    case 'itself':
      return { nodes: [call] }
    case 'first': {
      const [name] = declared?.type === 'VariableDeclarator' && declared.id.type === 'ArrayPattern' ? declared.id.elements : []
      return name?.type === 'Identifier' ? { name, nodes: [] } : undefined
    }
    case 'slot': {
      const holder = declared?.type === 'VariableDeclarator' && declared.id.type === 'Identifier' ? variableOf(sourceCode, declared.id) : undefined
      const slots = holder?.references.flatMap(({ identifier, init }) => (init ? [] : [slotAt(identifier, boxes.get(`${path}()`) ?? 'current')]))
      return slots && !slots.includes(undefined) ? { nodes: slots.flatMap((each) => each ?? []) } : undefined
    }
    default:
      return undefined
  }
}

/** Whether a place is the slot of a box that a component keeps, and that nobody else is handed: `worker.current` of `const worker = useRef(null)`. */
export function isSlotOfInstance(sourceCode: SourceCode, { location: { root, path } }: Place): boolean {
  const name = root.kind === 'variable' && path.length === 1 ? root.variable.identifiers[0] : undefined
  const made = name && onlyValue(sourceCode, name)
  return isCall(made) && keepers.get(apiOf(sourceCode, made.callee) ?? '') === 'slot' && keptBy(sourceCode, made) !== undefined && !isWholePage(sourceCode, made)
}

/** Whether the component is there as long as the page, by its name: `App`, `WorkerProvider`. */
export function isWholePage(sourceCode: SourceCode, keeper: Node): boolean {
  const owner = ownerOf(keeper)
  return isFunction(owner) && wholePages.test(actionName(sourceCode, owner) ?? '')
}

function slotAt(holder: Node, slot: string): Node | undefined {
  const outer = wrapped(holder)
  return outer.parent?.type === 'MemberExpression' && outer.parent.object === outer && keyName(outer.parent) === slot ? outer.parent : undefined
}

/** `useEffect(() => …, [worker])`: what a hook watches is not handed to it. */
export function isWatchedList(list: Node): boolean {
  const call = list.type === 'ArrayExpression' ? wrapped(list).parent : undefined
  return isCall(call) && call.arguments[1] === wrapped(list) && call.arguments[0] !== undefined && isFunction(call.arguments[0]) && hookNames.test(calledName(call) ?? '')
}

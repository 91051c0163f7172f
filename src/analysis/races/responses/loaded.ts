import { registering } from '../../../knowledge/departures.ts'
import { loaders, whenLoaded } from '../../../knowledge/requests.ts'
import { callsNamed, nodesOf } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, isFunction, isInside, keyName, type Node, ownerOf, unwrap, walk, wrapped } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { testsOf } from '../../flow/tests.ts'
import { onlyValue, type Variable, variableOf } from '../../resolve/bindings.ts'
import { textAt } from '../../resolve/constants.ts'
import { apiOf } from '../../resolve/denote.ts'
import { evidenceFrom, mentions } from '../../resolve/evidence.ts'
import type { Fault } from '../faults.ts'
import { settersIn } from '../places/setters.ts'
import { effectAround, movesOn, watchedIn } from './effects.ts'

const roots = evidenceFrom(new Set(loaders.keys()))

/**
 * What an effect stores when something has loaded that it has made and set to that, and asks nothing then:
 * `reader.onload = () => setText(reader.result); reader.readAsText(file)`. When it is run again, the older one may come last.
 */
export function lateLoads(sourceCode: SourceCode): readonly Fault[] {
  return mentions(sourceCode, roots) ? listenersIn(sourceCode).flatMap(({ object, told }) => lateLoad(sourceCode, object, told) ?? []) : []
}

function lateLoad(sourceCode: SourceCode, object: Node, told: FunctionNode): Fault | undefined {
  const owner = ownerOf(told)
  const loader = isFunction(owner) ? loaderOf(sourceCode, owner, object) : undefined
  const effect = loader && isFunction(owner) ? effectAround(sourceCode, owner) : undefined
  if (!loader || !isFunction(owner) || !effect || effect.told || testsOf(flowOf(sourceCode, told)).length > 0) return undefined
  const asks = beginningsOf(owner, loader).find((each) => watchedIn(sourceCode, each, effect.watched).length > 0)
  const isOfIt = (node: Node): boolean => node.type === 'Identifier' && (variableOf(sourceCode, node) === loader.variable || effect.watched.has(sourceCode.getText(node)))
  const write = asks && settersIn(sourceCode, told).find(({ value }) => value && has(sourceCode, value, isOfIt))
  if (!write) return undefined
  return { kind: 'overtaken', place: write.place.text, node: write.node, read: asks, wait: asks, entry: { strength: 'proven', who: 'This effect', of: owner }, proven: movesOn(sourceCode, effect, watchedIn(sourceCode, asks, effect.watched), write) }
}

interface Listener {
  readonly object: Node
  readonly told: FunctionNode
}

/** `reader.onload = () => …`, `reader.addEventListener('load', () => …)`. */
function listenersIn(sourceCode: SourceCode): readonly Listener[] {
  const pair = (target: Node, event: string | undefined, given: Node | undefined): readonly Listener[] => {
    const told = given && unwrap(given)
    return target.type === 'MemberExpression' && whenLoaded.has(event ?? '') && isFunction(told) ? [{ object: target.object, told }] : []
  }
  const assigned = nodesOf(sourceCode).writes.flatMap((write) => (write.type === 'AssignmentExpression' && write.left.type === 'MemberExpression' ? pair(write.left, keyName(write.left), write.right) : []))
  const added = callsNamed(sourceCode, registering).flatMap((call) => pair(unwrap(call.callee), call.arguments[0] && `on${textAt(sourceCode, call.arguments[0]) ?? ''}`, call.arguments[1]))
  return [...assigned, ...added]
}

interface Loader {
  readonly variable: Variable
  /** What sets it to load: methods that are called, or fields that are set. */
  readonly begins: ReadonlySet<string>
}

/** `const reader = new FileReader()`, of the function itself. */
function loaderOf(sourceCode: SourceCode, owner: FunctionNode, object: Node): Loader | undefined {
  const made = onlyValue(sourceCode, object)
  const begins = made?.type === 'NewExpression' && isInside(made, owner) ? loaders.get(apiOf(sourceCode, made.callee) ?? '') : undefined
  const variable = begins && variableOf(sourceCode, unwrap(object))
  return begins && variable ? { variable, begins } : undefined
}

/** Where it is set to load, in the function itself: `reader.readAsText(file)`, `src` of `image.src = src`. */
function beginningsOf(owner: FunctionNode, { variable, begins }: Loader): readonly Node[] {
  return variable.references.flatMap(({ identifier }): readonly Node[] => {
    const member = identifier.parent
    if (member.type !== 'MemberExpression' || !begins.has(keyName(member) ?? '') || ownerOf(member) !== owner) return []
    const { parent } = wrapped(member)
    if (parent?.type === 'AssignmentExpression' && parent.left === member) return [parent.right]
    return parent?.type === 'CallExpression' && unwrap(parent.callee) === member ? [parent] : []
  })
}

function has(sourceCode: SourceCode, root: Node, isIt: (node: Node) => boolean): boolean {
  let found = false
  walk(sourceCode, root, (node) => {
    found ||= isIt(node)
    return !found
  })
  return found
}

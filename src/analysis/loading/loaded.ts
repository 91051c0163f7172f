import { isClass, isCall, isFunction, type Call, type CodeOwner, type FunctionNode, type Node, ownerOf, wrapped } from '../../utils/syntax.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { handingsOf } from '../callbacks/handed.ts'
import { callersOf } from '../resolve/functions.ts'

import { nameIn, usesOf } from '../callbacks/uses.ts'

/** How the code of a function comes to run while its module is loaded. */
export interface Loading {
  /** The calls that lead there, the one at the level of the module first; empty for code of the module itself. */
  readonly calls: readonly Node[]
  /** The names of the functions that they run. */
  readonly names: readonly string[]
}

const MOST_STEPS = 6
const MOST_FUNCTIONS = 40

/**
 * The way by which the code at `node` runs while the module is loaded, or right after that: in the code of the module, or in
 * functions that this calls or hands to something that runs them once. `isStopped` says that a place is not reached then.
 */
export function loadingOf(sourceCode: SourceCode, node: Node, isStopped: (at: Node) => boolean): Loading | undefined {
  const seen = new Set<CodeOwner>()
  const queue: { readonly at: Node; readonly calls: readonly Node[]; readonly names: readonly string[] }[] = [{ at: node, calls: [], names: [] }]
  for (let entry = queue.shift(); entry; entry = queue.shift()) {
    const { at, calls, names } = entry
    if (isStopped(at)) continue
    const owner = ownerOf(at)
    if (!isFunction(owner)) {
      if (isOfInstance(at)) continue
      return { calls, names }
    }
    if (seen.has(owner) || seen.size >= MOST_FUNCTIONS || calls.length >= MOST_STEPS || owner.generator) continue
    seen.add(owner)
    const name = nameIn(owner)
    for (const next of runsOf(sourceCode, owner)) queue.push({ at: next, calls: [next, ...calls], names: name === undefined ? names : [name, ...names] })
  }
  return undefined
}

/** The initialiser of a field: it runs for each instance. */
function isOfInstance(node: Node): boolean {
  for (let at: Node | undefined = node; at && !isClass(at); at = at.parent) {
    if ((at.type === 'PropertyDefinition' || at.type === 'AccessorProperty') && !at.static && at.value !== null) return node.range[0] >= at.value.range[0]
  }
  return false
}

/** Where a function is called, or handed to something that runs it at once or once. */
function runsOf(sourceCode: SourceCode, owner: FunctionNode): readonly Node[] {
  const outer = wrapped(owner)
  const parent = outer.parent
  if (isCall(parent) && parent.callee === outer) return [parent]
  const constructor = owner.parent.type === 'MethodDefinition' && owner.parent.kind === 'constructor' ? instancesOf(sourceCode, owner) : []
  const handed = handingsOf(sourceCode, owner).filter(({ timing, elsewhere, event }) => !elsewhere && event === undefined && (timing === 'now' || timing === 'once'))
  return [...constructor, ...usesOf(sourceCode, owner).calls, ...handed.map(({ at }) => at)]
}

function instancesOf(sourceCode: SourceCode, constructor: FunctionNode): readonly Call[] {
  return callersOf(sourceCode, constructor).filter((call) => call.type === 'NewExpression')
}

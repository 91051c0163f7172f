import { breakings } from '../../../knowledge/endings.ts'
import { callsNamed } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, isFunction, isInside, type Node, ownerOf, unwrap, walkOwn, wrapped } from '../../../utils/syntax.ts'
import { handingsOf } from '../../callbacks/handed.ts'
import { type Variable, variableOf } from '../../resolve/bindings.ts'
import { wholeOf } from '../places/wholes.ts'

/**
 * Whether a test asks what a callback of this run sets later: `let over = false; onCleanup(() => { over = true })`. Who has
 * been given the callback says by it that the run is over.
 */
export function asksCallback(sourceCode: SourceCode, owner: CodeOwner, test: Node): boolean {
  let found = false
  walkOwn(sourceCode, test, (node) => {
    const variable = !found && node.type === 'Identifier' ? ofRun(sourceCode, owner, node) : undefined
    found ||= variable?.references.some(({ identifier }) => isSet(sourceCode, variable, identifier) && runsLater(sourceCode, owner, identifier)) ?? false
    return !found
  })
  return found
}

/** Whether a callback of this run, when it is called later, breaks off what the run has made to be broken off: `onCleanup(() => controller.abort())`. */
export function breaksOffLater(sourceCode: SourceCode, owner: CodeOwner): boolean {
  return callsNamed(sourceCode, breakings).some((call) => {
    if (!isInside(call, owner)) return false
    const callee = unwrap(call.callee)
    return callee.type === 'MemberExpression' && ofRun(sourceCode, owner, unwrap(callee.object)) !== undefined && runsLater(sourceCode, owner, call)
  })
}

/** The variable that each run of the owner makes for itself. */
function ofRun(sourceCode: SourceCode, owner: CodeOwner, name: Node): Variable | undefined {
  const variable = name.type === 'Identifier' ? variableOf(sourceCode, name) : undefined
  const [def] = variable?.defs ?? []
  return variable && def?.type === 'Variable' && isInside(def.name, owner) && ownerOf(def.name) === owner ? variable : undefined
}

/** `over = true`, `run.over = true`; a field of what only has a name here, `const self = this`, is of all runs. */
function isSet(sourceCode: SourceCode, variable: Variable, identifier: Node): boolean {
  const name = wrapped(identifier)
  let at = name
  while (at.parent?.type === 'MemberExpression' && at.parent.object === at) at = at.parent
  return at.parent?.type === 'AssignmentExpression' && at.parent.left === at && (at === name || isOwn(sourceCode, variable, identifier))
}

function isOwn(sourceCode: SourceCode, variable: Variable, name: Node): boolean {
  const root = wholeOf(sourceCode, name)?.root
  return root === undefined || (root.kind === 'variable' && root.variable === variable)
}

/** Whether code stands in a callback of the owner that is not run on the spot. */
function runsLater(sourceCode: SourceCode, owner: CodeOwner, node: Node): boolean {
  const callback = ownerOf(node)
  if (callback === owner || !isFunction(callback)) return false
  const handings = handingsOf(sourceCode, callback)
  return handings.length > 0 && handings.every(({ timing }) => timing !== 'now')
}

import { arrayMethods } from '../../knowledge/callbacks/index.ts'
import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, isCall, isFunction, keyName, type Node, ownerOf, unwrap, wrapped } from '../../utils/syntax.ts'
import { usesOf } from '../callbacks/uses.ts'
import { variableOf } from '../resolve/bindings.ts'
import { isExported, memberOf, nameOf } from '../resolve/functions.ts'

/** Whether code that we don't see may call the function: it is exported, or a public method of a class that is. */
export const isOpen: (sourceCode: SourceCode, of: FunctionNode) => boolean = perNode<FunctionNode, boolean>((sourceCode, of) => {
  const member = memberOf(of)
  if (!member || !isExported(sourceCode, of)) return isExported(sourceCode, of)
  if (/^_|_$/u.test(member.name)) return false
  const name = nameOf(sourceCode, member.owner)
  return !name || /^Export/u.test(member.owner.parent.type) || name.defs.some((def) => /^Export/u.test(def.node.parent?.type ?? ''))
    || name.references.some(({ identifier }) => isHandedOut(identifier))
}, true)

/** `export { Ledger }`, `module.exports = { Ledger }`. */
function isHandedOut(identifier: Node): boolean {
  const parent = identifier.parent
  return parent?.type === 'ExportSpecifier' || parent?.type === 'ExportDefaultDeclaration' || parent?.type === 'Property'
    || (parent?.type === 'AssignmentExpression' && parent.right === identifier)
}

/** The calls that run a function, all of them: of its name, or the `forEach` that it is written for. Undefined where others may call it. */
const runsOf = perNode<FunctionNode, readonly Node[] | undefined>((sourceCode, of) => {
  const around = wrapped(of).parent
  if (isCall(around) && around.callee !== of) {
    const callee = unwrap(around.callee)
    return callee.type === 'MemberExpression' && arrayMethods.has(keyName(callee) ?? '') ? [around] : undefined
  }
  if (isOpen(sourceCode, of)) return undefined
  const { calls, values } = usesOf(sourceCode, of)
  return calls.length > 0 && values.every((value) => value === of) ? calls : undefined
}, undefined)

/** Where an access takes place: here, or where the function is called that it stands in. */
export interface Site {
  readonly node: Node
  /** The view there: what is handed to the parameter that it is here. */
  readonly object: Node
}

const DEPTH = 3
const MOST_CALLS = 16

/** Whether something holds where the access stands, or at all calls that come to it. False where nobody knows all of them. */
export function holdsAtSites(sourceCode: SourceCode, site: Site, holds: (site: Site) => boolean, depth = 0): boolean {
  if (holds(site)) return true
  const owner = ownerOf(site.node)
  const runs = isFunction(owner) && depth < DEPTH ? runsOf(sourceCode, owner) : undefined
  if (!runs || !isFunction(owner) || runs.length > MOST_CALLS) return false
  return runs.every((run) => {
    const object = objectAt(sourceCode, owner, site.object, run)
    return object !== undefined && holdsAtSites(sourceCode, { node: run, object }, holds, depth + 1)
  })
}

/** What stands for the view in a call of the function: the argument for a parameter, else the same. */
function objectAt(sourceCode: SourceCode, of: FunctionNode, object: Node, run: Node): Node | undefined {
  const root = rootOf(object)
  const variable = root.type === 'Identifier' ? variableOf(sourceCode, root) : undefined
  if (!variable || variable.scope.block !== of) return object
  const position = of.params.findIndex((parameter) => parameter.type === 'Identifier' && variableOf(sourceCode, parameter) === variable)
  const argument = position >= 0 && isCall(run) && !run.arguments.includes(of as never) ? run.arguments[position] : undefined
  return argument?.type === 'SpreadElement' ? undefined : argument
}

function rootOf(object: Node): Node {
  let at = unwrap(object)
  while (at.type === 'MemberExpression') at = unwrap(at.object)
  return at
}

import { nodesOf } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, isFunction, keyName, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import type { Variable } from '../../resolve/bindings.ts'
import { memberOf } from '../../resolve/functions.ts'
import { membersOf } from '../../resolve/members.ts'

/** One place of the code that touches a state. */
export interface Access {
  readonly node: Node
  /** What the flow has an event for: the name, or the call of the method that changes it. */
  readonly event: Node
  readonly writes: boolean
  readonly owner: CodeOwner
}

/** A field or a variable that several functions touch. */
export interface State {
  readonly name: string
  readonly accesses: readonly Access[]
}

/** Methods by which a collection is changed, and which need not look at it first. */
const CHANGES: ReadonlySet<string> = new Set(['set', 'add', 'push', 'unshift', 'delete', 'clear', 'splice', 'pop', 'shift'])

/** The states of the file: fields of classes, and variables that several functions share. */
export const statesOf = perFile((sourceCode): readonly State[] => [...fields(sourceCode), ...variables(sourceCode)])

function fields(sourceCode: SourceCode): readonly State[] {
  return nodesOf(sourceCode).classes.flatMap((node) => [...membersOf(sourceCode, node).values()].flatMap((member): readonly State[] => {
    if (member.method || member.getter || member.isStatic) return []
    const accesses = member.uses.flatMap((use) => accessAt(use))
    return shared(`this.${member.name}`, accesses.filter(({ owner }) => !isConstructor(owner)))
  }))
}

function isConstructor(owner: CodeOwner): boolean {
  return isFunction(owner) && memberOf(owner)?.kind === 'constructor'
}

function variables(sourceCode: SourceCode): readonly State[] {
  const scopes = sourceCode.scopeManager?.scopes ?? []
  return scopes.filter(({ type }) => type === 'module' || type === 'global' || type === 'function').flatMap((scope) => scope.variables).flatMap((variable) => ofVariable(variable))
}

function ofVariable(variable: Variable): readonly State[] {
  if (variable.defs[0]?.type !== 'Variable' || variable.references.length < 3) return []
  const accesses = variable.references.filter((reference) => reference.init !== true).flatMap(({ identifier }) => accessAt(identifier))
  // Where it is declared, nobody else has it yet.
  const home = ownerOf(variable.identifiers[0] as Node)
  return shared(variable.name, accesses.filter(({ owner }) => owner !== home))
}

function shared(name: string, accesses: readonly Access[]): readonly State[] {
  return accesses.length > 1 && accesses.some(({ writes }) => writes) ? [{ name, accesses }] : []
}

function accessAt(node: Node): readonly Access[] {
  const outer = wrapped(node)
  const { parent } = outer
  const owner = ownerOf(node)
  if (!parent || parent.type.startsWith('TS')) return []
  if (parent.type === 'AssignmentExpression' && parent.left === outer) {
    const write = { node, event: node, writes: true, owner }
    return parent.operator === '=' ? [write] : [{ ...write, writes: false }, write]
  }
  if (parent.type === 'UpdateExpression') return [{ node, event: node, writes: false, owner }, { node, event: node, writes: true, owner }]
  const call = parent.type === 'MemberExpression' && parent.object === outer ? wrapped(parent).parent : undefined
  if (call?.type === 'CallExpression' && unwrap(call.callee) === parent && parent.type === 'MemberExpression' && CHANGES.has(keyName(parent) ?? '')) return [{ node, event: call, writes: true, owner }]
  return [{ node, event: node, writes: false, owner }]
}

import type { TSESTree } from '@typescript-eslint/utils'

import { disabling, eventTargets, pressing, submitting } from '../../../knowledge/page.ts'
import { nodesOf } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, isCall, isFunction, keyName, literalText, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { handingsOf } from '../../callbacks/handed.ts'
import { flowOf } from '../../flow/flow.ts'
import { eventsOf } from '../../flow/graph.ts'
import { findPath } from '../../flow/queries.ts'
import { suspensionPoints } from '../../flow/suspension.ts'
import { onlyValue, variableOf } from '../../resolve/bindings.ts'

/**
 * `button.addEventListener('click', async () => { button.disabled = true; … })`: nobody presses what is disabled, so that the listener
 * does not run again while it waits. A form is not sent either whose button is.
 */
export function disablesItsControl(sourceCode: SourceCode, owner: CodeOwner): boolean {
  if (!isFunction(owner)) return false
  const disabled = disabledIn(sourceCode, owner)
  if (disabled.length === 0) return false
  const controls = handingsOf(sourceCode, owner).map(({ at, event }) => controlOf(at, event))
  return controls.length > 0 && controls.every((control) => control && disabled.some((each) => control === 'form' || isSame(sourceCode, owner, each, control)))
}

interface Mark {
  readonly at: Node
  readonly member: TSESTree.MemberExpression
}

/** `button.disabled = true`, `button.setAttribute('disabled', '')`. */
const marksIn = perFile((sourceCode): readonly Mark[] => {
  const { writes, calls } = nodesOf(sourceCode)
  const assigned = writes.filter((write) => write.type === 'AssignmentExpression' && write.right.type === 'Literal' && write.right.value === true)
  const told = calls.filter(({ arguments: [name] }) => name && literalText(name) === disabling.property)
  return [...assigned, ...told].flatMap((at): Mark[] => {
    const member = unwrap(at.type === 'AssignmentExpression' ? at.left : isCall(at) ? at.callee : at)
    const name = member.type === 'MemberExpression' ? keyName(member) : undefined
    return member.type === 'MemberExpression' && (name === disabling.property || name === disabling.setter) ? [{ at, member }] : []
  })
})

/** What the code disables on every way, before it waits for the first time. */
function disabledIn(sourceCode: SourceCode, owner: CodeOwner): readonly Node[] {
  const marks = marksIn(sourceCode).filter(({ at }) => ownerOf(at) === owner)
  if (marks.length === 0) return []
  const flow = flowOf(sourceCode, owner)
  const gaps = new Set(suspensionPoints(flow))
  return marks.flatMap(({ at, member }) => {
    const events = new Set([...eventsOf(flow, at), ...eventsOf(flow, member)])
    const isLate = findPath(flow, flow.enter, (event) => gaps.has(event), (_, __, to) => !events.has(to)) !== undefined
    return !isLate && events.size > 0 ? [unwrap(member.object)] : []
  })
}

/** What is pressed, where somebody listens to that: an element, or a form that is sent. */
function controlOf(at: Node, event: string | undefined): Node | 'form' | undefined {
  if (at.type === 'AssignmentExpression') {
    const member = unwrap(at.left)
    const name = member.type === 'MemberExpression' ? (keyName(member) ?? '') : ''
    return member.type !== 'MemberExpression' ? undefined : name === `on${submitting}` ? 'form' : pressing.has(name.slice(2)) ? unwrap(member.object) : undefined
  }
  if (event === submitting) return 'form'
  const callee = isCall(at) ? unwrap(at.callee) : undefined
  return callee?.type === 'MemberExpression' && pressing.has(event ?? '') ? unwrap(callee.object) : undefined
}

/** Whether both are one element: written alike, the same variable, or what the event came to. */
function isSame(sourceCode: SourceCode, owner: CodeOwner, disabled: Node, control: Node): boolean {
  if (disabled.type === 'ThisExpression' || isTargetOf(sourceCode, owner, disabled)) return true
  const text = (node: Node): string => sourceCode.getText(unwrap(onlyValue(sourceCode, node) ?? node))
  return text(disabled) === text(control) || sourceCode.getText(disabled) === sourceCode.getText(control)
}

/** `event.target`, `event.currentTarget`, taken out by name or not. */
function isTargetOf(sourceCode: SourceCode, owner: CodeOwner, node: Node): boolean {
  if (node.type === 'MemberExpression') return eventTargets.has(keyName(node) ?? '')
  if (node.type !== 'Identifier' || !isFunction(owner)) return false
  const [def] = variableOf(sourceCode, node)?.defs ?? []
  if (def?.type === 'Parameter') return def.node === owner && wrapped(def.name).parent?.type === 'Property'
  const value = onlyValue(sourceCode, node)
  return value !== undefined && value !== node && isTargetOf(sourceCode, owner, unwrap(value))
}

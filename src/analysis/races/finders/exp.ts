import { isEnding } from '../../../knowledge/lifecycles.ts'
import { calledName, callsByOwner, nodesOf } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { functionAround, type FunctionNode, isCall, isFunction, isInside, isLiteral, keyName, nameAtEnd, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { actionName } from '../../callbacks/whole.ts'
import { flowOf } from '../../flow/flow.ts'
import { eventsOf, nodeOf } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { suspensionPoints } from '../../flow/suspension.ts'
import { testsOf } from '../../flow/tests.ts'
import type { Fault } from '../faults.ts'
import { endingsOf } from '../others/ended.ts'
import { isConstructor, usesOfPlace } from '../others/elsewhere.ts'
import { accessesOf } from '../others/touched.ts'
import { entryOf } from '../overlap/entries.ts'
import { latchesOf } from '../overlap/latches.ts'
import { isSerialized } from '../overlap/queued.ts'
import { accessesIn } from '../places/accesses.ts'
import { VALUE } from '../places/place.ts'
import { decides } from '../reads/control.ts'

const RX: string = (globalThis as any).process.env.RX ?? ''
const on = (x: string) => RX.split(',').includes(x)

export function experiments(sourceCode: SourceCode): readonly Fault[] {
  const out: Fault[] = []
  for (const owner of nodesOf(sourceCode).functions) {
    if (!owner.async || isConstructor(owner)) continue
    const entry = entryOf(sourceCode, owner)
    if (!entry || isSerialized(sourceCode, owner)) continue
    if (on('flag')) out.push(...flags(sourceCode, owner))
    if (on('twice')) out.push(...endedTwice(sourceCode, owner))
    if (on('over')) out.push(...overwritten(sourceCode, owner))
    if (on('toctou')) out.push(...askedOnce(sourceCode, owner))
    if (on('begins')) out.push(...beginsBehind(sourceCode, owner))
  }
  return out
}

const T = (n?: Node) => n !== undefined && isLiteral(unwrap(n), true)
const F = (n?: Node) => n !== undefined && isLiteral(unwrap(n), false)

/** flag up, wait, flag down, nobody keeps the second out, another function asks the flag. */
function flags(sourceCode: SourceCode, owner: FunctionNode): Fault[] {
  const { writes, reads } = accessesIn(sourceCode, owner)
  const ups = writes.filter((w) => w.shared === 'all' && w.place.part === VALUE && T(w.value))
  for (const up of ups) {
    const down = writes.find((w) => w.place.base === up.place.base && w.place.part === VALUE && F(w.value))
    if (!down) continue
    const flow = flowOf(sourceCode, owner)
    const gap = suspensionPoints(flow).find((g) => reaches(flow, up.event, g) && reaches(flow, g, down.event))
    if (gap === undefined || reads.some((r) => r.place.base === up.place.base)) continue
    if (latchesOf(sourceCode, owner).some((l) => reaches(flow, l.set.event, up.event) || reaches(flow, up.event, l.set.event))) continue
    const asked = usesOfPlace(sourceCode, up.place).find((u) => u.does === 'other' && u.owner !== owner && isFunction(u.owner) && isTest(u.node))
    if (!asked) continue
    return [{ kind: 'forgotten', place: up.place.text, node: down.node, read: up.node, wait: nodeOf(flow, gap), other: asked.node, proven: false }]
  }
  return []
}
function isTest(use: Node): boolean {
  const at = wrapped(use); const { parent } = at
  if (parent?.type === 'UnaryExpression' || parent?.type === 'LogicalExpression') return isTest(parent)
  return (parent?.type === 'IfStatement' || parent?.type === 'WhileStatement') && parent.test === at
}

/** if (this.x) { await this.x.close(); this.x = undefined } */
function endedTwice(sourceCode: SourceCode, owner: FunctionNode): Fault[] {
  const { writes, reads } = accessesIn(sourceCode, owner)
  for (const w of writes) {
    if (w.effect !== 'clear' || w.shared !== 'all' || w.place.part !== VALUE) continue
    const flow = flowOf(sourceCode, owner)
    const own = reads.filter((r) => r.place.base === w.place.base && r.place.part === VALUE)
    const gap = suspensionPoints(flow).find((g) => reaches(flow, g, w.event) && own.some((r) => isInside(r.node, nodeOf(flow, g))))
    if (gap === undefined) continue
    const wait = nodeOf(flow, gap)
    const used = own.find((r) => isInside(r.node, wait) && wrapped(r.node).parent?.type === 'MemberExpression')
    if (!used || own.some((r) => reaches(flow, gap, r.event) && r !== used && testsOf(flow).some((t) => isInside(r.node, t.node)))) continue
    return [{ kind: 'redeemed', place: w.place.text, node: w.node, read: used.node, wait, proven: false }]
  }
  return []
}

/** this.x = await make() with no test, and the file ends this.x elsewhere */
function overwritten(sourceCode: SourceCode, owner: FunctionNode): Fault[] {
  const { writes, reads } = accessesIn(sourceCode, owner)
  for (const w of writes) {
    if (w.effect !== 'set' || w.shared !== 'all' || w.place.part !== VALUE || !w.value) continue
    const value = unwrap(w.value)
    if (value.type !== 'AwaitExpression' && value.type !== 'NewExpression') continue
    if (reads.some((r) => r.place.base === w.place.base)) continue
    const [end] = endingsOf(sourceCode, w.place)
    if (!end || functionAround(end) === owner) continue
    const flow = flowOf(sourceCode, owner)
    const gap = suspensionPoints(flow).find((g) => reaches(flow, g, w.event) || g === w.event)
    if (gap === undefined || latchesOf(sourceCode, owner).length > 0) continue
    return [{ kind: 'unwanted', place: w.place.text, node: w.node, read: w.node, wait: nodeOf(flow, gap), other: end, proven: false }]
  }
  return []
}

function endFlags(sourceCode: SourceCode, place: any, owner: FunctionNode): Node | undefined {
  return usesOfPlace(sourceCode, place).find((u) => u.does === 'fill' && u.owner !== owner && isFunction(u.owner) && u.node.type === 'AssignmentExpression' && T(u.node.right) && isEnding(actionName(sourceCode, u.owner) ?? ''))?.node
}

/** flag of an end asked before the wait only; something is begun behind it */
function askedOnce(sourceCode: SourceCode, owner: FunctionNode): Fault[] {
  const { reads } = accessesOf(sourceCode, owner)
  const flow = flowOf(sourceCode, owner)
  for (const t of testsOf(flow)) for (const r of reads) {
    if (!isInside(r.node, t.node) || r.place.part !== VALUE) continue
    const end = endFlags(sourceCode, r.place, owner)
    if (!end) continue
    const gaps = suspensionPoints(flow).filter((g) => reaches(flow, t.event, g))
    for (const g of gaps) {
      if (reads.some((x) => x.place.base === r.place.base && reaches(flow, g, x.event))) continue
      const act = behind(sourceCode, owner, flow, g)
      if (act && decides(flow, t, g) !== undefined) return [{ kind: 'outlived', place: sourceCode.getText(act).slice(0, 40), node: act, read: r.node, wait: nodeOf(flow, g), other: end, proven: false }]
    }
  }
  return []
}
function behind(sourceCode: SourceCode, owner: FunctionNode, flow: any, g: number): Node | undefined {
  const { writes } = accessesIn(sourceCode, owner)
  const w = writes.find((x) => x.shared === 'all' && x.effect === 'set' && x.value && (['AwaitExpression', 'NewExpression', 'CallExpression'].includes(unwrap(x.value).type)) && reaches(flow, g, x.event))
  if (w) return w.node
  return (callsByOwner(sourceCode).get(owner) ?? []).find((c) => {
    const n = calledName(c) ?? ''
    if (!/^(?:setTimeout|setInterval|on|once|addListener|addEventListener|spawn|fork|listen|start\w*|connect\w*|open\w*|launch\w*|schedule\w*|subscribe\w*|restart\w*|reconnect\w*|resume\w*|_start\w*|_connect\w*|_schedule\w*|_open\w*)$/u.test(n)) return false
    return eventsOf(flow, c).some((e: number) => reaches(flow, g, e))
  })
}

/** class has a flag of an end that other functions ask; this one begins something behind a wait and never asks it */
function beginsBehind(sourceCode: SourceCode, owner: FunctionNode): Fault[] {
  const cls = (() => { let n: Node | undefined = owner.parent; while (n && n.type !== 'ClassDeclaration' && n.type !== 'ClassExpression') n = n.parent; return n })()
  if (!cls || isEnding(actionName(sourceCode, owner) ?? '')) return []
  const flow = flowOf(sourceCode, owner)
  const [g] = suspensionPoints(flow)
  if (g === undefined) return []
  const act = behind(sourceCode, owner, flow, g)
  if (!act) return []
  for (const m of nodesOf(sourceCode).writes) {
    if (m.type !== 'AssignmentExpression' || !T(m.right) || !isInside(m, cls)) continue
    const fn = functionAround(m)
    if (!fn || !isEnding(actionName(sourceCode, fn) ?? '')) continue
    const name = nameAtEnd(m.left)
    if (name === undefined || m.left.type !== 'MemberExpression' || unwrap(m.left.object).type !== 'ThisExpression') continue
    const uses = nodesOf(sourceCode).members.filter((x) => keyName(x) === name && isInside(x, cls))
    if (uses.some((x) => isInside(x, owner))) continue
    if (!uses.some((x) => isTest(x))) continue
    if (accessesOf(sourceCode, owner).reads.some((r) => r.place.path.at(-1) === name)) continue
    return [{ kind: 'unasked', place: sourceCode.getText(act).slice(0, 40), node: act, read: m, wait: nodeOf(flow, g), other: m, proven: false }]
  }
  return []
}
void isCall; void ownerOf

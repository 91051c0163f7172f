import { settings } from '../../../knowledge/races.ts'
import { isFunction, isInside, keyName, type Node, unwrap } from '../../../utils/syntax.ts'
import { type EventId, type Flow, nodeOf, type Test } from '../../flow/graph.ts'
import { comesWhere, leadsOn, reaches } from '../../flow/reach.ts'
import { suspensionPoints } from '../../flow/suspension.ts'
import { partsWith, testsOf } from '../../flow/tests.ts'

/**
 * Which outcome of a test alone leads to an event; undefined where both do, or none. What callers wish is one and the same for
 * the runs that are compared: `if (this.cache && !force) return` decides for those that do not force it.
 */
export function decides(flow: Flow, test: Test, event: EventId): boolean | undefined {
  const always = decidesAlways(flow, test, event)
  // A test that never leads to the event decides nothing about it.
  if (always !== undefined || !reaches(flow, test.event, event)) return always
  for (const given of wishesOf(flow, test.event, event)) {
    const wished = comesWhere(flow, test.event, true, event, given)
    if (wished !== comesWhere(flow, test.event, false, event, given)) return wished
  }
  return undefined
}

/** The same, whatever callers wish. */
export function decidesAlways(flow: Flow, { event: test, node }: Test, event: EventId): boolean | undefined {
  if (!reaches(flow, test, event)) return undefined
  const yes = comesWhere(flow, test, true, event)
  if (yes !== comesWhere(flow, test, false, event)) return yes
  if (!yes || !isAskedOfEach(node, nodeOf(flow, event))) return undefined
  const leads = leadsOn(flow, test, true, event)
  return leads === leadsOn(flow, test, false, event) ? undefined : leads
}

/** `for (const seat of seats) if (seat.number === number) throw …`: whoever comes behind the loop has asked for each element, if there is any. */
function isAskedOfEach(test: Node, behind: Node): boolean {
  for (let at: Node | undefined = test; at && !isFunction(at); at = at.parent) {
    const { parent }: Node = at
    if (parent?.type === 'ForOfStatement' && parent.body === at) return !isInside(behind, parent)
  }
  return false
}

/** How tests of what the caller wishes come out. */
type Given = ReadonlyMap<EventId, boolean>

/** More wishes than this are not looked at together. */
const MOST_WISHES = 2

/** What a caller may wish, or what is configured, as far as tests before an event ask for it. */
function wishesOf(flow: Flow, test: EventId, event: EventId): readonly Given[] {
  const asked = (flow.memo.wishes ??= testsForWishes(flow)).filter((each) => each !== test && each < event)
  if (asked.length === 0 || asked.length > MOST_WISHES) return []
  return Array.from({ length: 1 << asked.length }, (_, outcomes) => new Map(asked.map((each, i) => [each, Boolean(outcomes & (1 << i))])))
}

/** The tests of a flow that ask for what the caller wishes, or for what is configured. */
function testsForWishes(flow: Flow): readonly EventId[] {
  if (!isFunction(flow.owner)) return []
  const names = new Set(flow.owner.params.flatMap((each) => namesIn(each)))
  return testsOf(flow).filter(({ event, node }) => flow.kinds[event] === 'test' && (names.has(wishIn(node) ?? '') || asksForSetting(node))).map(({ event }) => event)
}

function namesIn(parameter: Node): readonly string[] {
  switch (parameter.type) {
    case 'Identifier':
      return [parameter.name]
    case 'AssignmentPattern':
      return namesIn(parameter.left)
    case 'ObjectPattern':
      return parameter.properties.flatMap((each) => (each.type === 'Property' ? namesIn(each.value) : []))
    default:
      return []
  }
}

function isPlain(value: Node): boolean {
  return value.type === 'Literal' || (value.type === 'Identifier' && value.name === 'undefined')
}

/** The parameter that a test asks for, or an option of it: `force`, `!options?.refresh`. */
function wishIn(test: Node): string | undefined {
  const node = unwrap(test)
  if (node.type === 'UnaryExpression') return wishIn(node.argument)
  if (node.type === 'MemberExpression' && !node.computed) return wishIn(node.object)
  if (node.type === 'BinaryExpression') return isPlain(node.right) ? wishIn(node.left) : undefined
  return node.type === 'Identifier' ? node.name : undefined
}

/** Whether a test asks for what is configured, which is the same for every run: `this.options.cache`, `!this.config.retry`. */
function asksForSetting(test: Node): boolean {
  const node = unwrap(test)
  if (node.type === 'UnaryExpression') return asksForSetting(node.argument)
  if (node.type === 'BinaryExpression') return isPlain(node.right) && asksForSetting(node.left)
  if (node.type !== 'MemberExpression' || node.computed) return false
  const holder = unwrap(node.object)
  return holder.type === 'MemberExpression' && holder.object.type === 'ThisExpression' && settings.test(keyName(holder) ?? '')
}

/** More parts of one condition than this are not looked at together. */
const MOST_PARTS = 4

/**
 * Whether parts of one condition decide together what each alone does not: some outcomes of all of them lead to the event, and
 * others do not. `if (this.socket && this.socket.open) return`, `if (!this.socket || this.socket.closed) …`.
 */
export function decideTogether(flow: Flow, tests: readonly Test[], event: EventId): boolean {
  const parts = tests.slice(0, MOST_PARTS).map((test) => test.event)
  const [first] = parts
  if (first === undefined || parts.length < 2) return false
  const comes = (outcomes: number, given?: Given): boolean => reaches(flow, flow.enter, event, (from, edge) => {
    const part = parts.indexOf(from)
    const outcome = part < 0 ? given?.get(from) : Boolean(outcomes & (1 << part))
    return outcome === undefined || (edge !== 'true' && edge !== 'false') || (edge === 'true') === outcome
  })
  const differs = (given?: Given): boolean => {
    const all = Array.from({ length: 1 << parts.length }, (_, outcomes) => comes(outcomes, given))
    return all.includes(true) && all.includes(false)
  }
  return differs() || wishesOf(flow, first, event).some((given) => !parts.some((part) => given.has(part)) && differs(given))
}

/**
 * The outcome of one part of a condition that leads to an event whatever the other parts say, with a wait on the way, where the
 * other outcome leaves it to them: false of `this.child`, in `if (this.child && (await this.answers())) return`.
 */
export function opensAlone(flow: Flow, test: Test, event: EventId): boolean | undefined {
  const opens = leadsAlone(flow, test, event)
  if (opens === undefined) return undefined
  const isOpening = (from: EventId, edge: unknown): boolean => from !== test.event || edge === String(opens)
  return suspensionPoints(flow).some((gap) => reaches(flow, test.event, gap, isOpening) && reaches(flow, gap, event)) ? opens : undefined
}

/** The same, whether or not a wait is on the way. */
export function leadsAlone(flow: Flow, test: Test, event: EventId): boolean | undefined {
  const others = partsWith(flow, test).filter((part) => part.event !== test.event).slice(0, MOST_PARTS - 1).map((part) => part.event)
  if (others.length === 0) return undefined
  const comes = (own: boolean, outcomes: number): boolean => reaches(flow, flow.enter, event, (from, edge) => {
    const outcome = from === test.event ? own : others.includes(from) ? Boolean(outcomes & (1 << others.indexOf(from))) : undefined
    return outcome === undefined || (edge !== 'true' && edge !== 'false') || (edge === 'true') === outcome
  })
  const [yes, no] = [true, false].map((own) => Array.from({ length: 1 << others.length }, (_, outcomes) => comes(own, outcomes)).every(Boolean))
  return yes === no ? undefined : yes
}

/** Those of some tests that decide whether control comes to an event, alone or as parts of one condition; whatever callers wish, or as one does. */
export function deciding(flow: Flow, tests: readonly Test[], event: EventId, decide = decidesAlways): readonly Test[] {
  const known = new Set(tests)
  return tests.filter((test) => decide(flow, test, event) !== undefined || decideTogether(flow, partsWith(flow, test).filter((each) => known.has(each)), event))
}

/** How a comparison with a constant comes out when its other side is this constant; undefined where that is not known. */
export function outcomeWith(test: Node, value: Node): boolean | undefined {
  const node = unwrap(test)
  if (node.type !== 'BinaryExpression' || !/^[!=]==?$/u.test(node.operator)) return undefined
  const kept = constantIn(value)
  const asked = constantIn(node.left) ?? constantIn(node.right)
  return kept === undefined || asked === undefined || kept.of !== asked.of ? undefined : (kept.name === asked.name) === node.operator.startsWith('=')
}

/** `'open'`, `3`, `State.Open`: two of one kind are the same where their names are. */
export function constantIn(value: Node): { readonly of: string, readonly name: string } | undefined {
  const node = unwrap(value)
  if (node.type === 'Literal') return { of: typeof node.value, name: String(node.value) }
  const isMember = node.type === 'MemberExpression' && !node.computed && node.object.type === 'Identifier' && /^[A-Z]/u.test(node.object.name)
  return isMember && node.object.type === 'Identifier' ? { of: `${node.object.name}.`, name: keyName(node) ?? '' } : undefined
}

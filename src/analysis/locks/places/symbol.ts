/**
 * Values as locks need them, relative to the function that names them: places and texts. Plain data, so that what one
 * function says of its parameters can be put in terms of its callers.
 */
export interface Place {
  /**
   * What the place starts from: `module:`, `local:` or `param:name@offset`, `this:Class@offset`, `api:path`, `new:@offset`, and for
   * what cannot be told from others `any:name` (of its kind) and `some:@offset` (what chooses an element).
   */
  readonly root: string
  readonly path: readonly Step[]
  /** The last step by what declares it (`Account@12.lock`): the same for all instances. */
  readonly kind?: string
}

/** A field, or what chooses an element. */
export type Step = string | Pattern

/** A text with holes. `named`: a key among keys of every sort, not the key of one collection. */
export interface Pattern {
  readonly parts: readonly Part[]
  readonly named?: true
}

/** Known text, a hole filled from a place, one of several, or anything. */
export type Part = string | Place | { readonly several: readonly Pattern[] } | undefined

export type Value =
  | { readonly is: 'place'; readonly place: Place }
  | { readonly is: 'text'; readonly text: Pattern }
  | { readonly is: 'list'; readonly items: readonly (Value | undefined)[] }
  /** An object that a call is given as a literal: what it names, and what it takes over from another (`...options`). */
  | { readonly is: 'record'; readonly own: ReadonlyMap<string, Value | undefined>; readonly rest?: Value }
  /** Several of which each is `item`, for another filling of its hole. */
  | { readonly is: 'each'; readonly item: Value }

const MOST_STEPS = 5
const MOST_PARTS = 8
/** Holes inside holes. */
const MOST_NESTED = 3

export function placeAt(root: string): Place {
  return { root, path: [] }
}

/** The place one step below; undefined where that is too deep to follow. */
export function append(place: Place, step: Step, kind?: string): Place | undefined {
  if (place.path.length >= MOST_STEPS) return undefined
  const below = { root: place.root, path: [...place.path, step] }
  const known = kind ?? (place.kind !== undefined && typeof step !== 'string' ? `${place.kind}[]` : undefined)
  return known === undefined ? below : { ...below, kind: known }
}

export function ofPlace(place: Place | undefined): Value | undefined {
  return place && { is: 'place', place }
}

export function ofText(...parts: readonly Part[]): Value {
  return { is: 'text', text: { parts } }
}

/** The place by which a lock that is built here keeps its state: not shown, but another for each of several. */
export function hideLast(place: Place): Place {
  const last = place.path.at(-1)
  return typeof last === 'string' && !last.startsWith('~') ? { root: place.root, path: [...place.path.slice(0, -1), `~${last}`] } : place
}

/** A value as (part of) a text; a hole where it is no text that we know. */
export function patternOf(value: Value | undefined): Pattern {
  switch (value?.is) {
    case 'text':
      return value.text
    case 'place':
      return { parts: [nesting(value.place) > MOST_NESTED ? undefined : value.place] }
    case 'list':
      return { parts: [value.items.length > MOST_PARTS ? undefined : { several: value.items.map(patternOf) }] }
    default:
      return { parts: [undefined] }
  }
}

function nesting(place: Place): number {
  const holes = place.path.flatMap((step) => (typeof step === 'string' ? [] : step.parts))
  return 1 + Math.max(0, ...holes.map((part) => (typeof part !== 'object' ? 0 : 'root' in part ? nesting(part) : MOST_NESTED)))
}

/** Texts one after the other. */
export function concat(patterns: readonly Pattern[]): Value {
  const parts: Part[] = []
  for (const part of patterns.flatMap((each) => each.parts)) {
    const last = parts.at(-1)
    if (part === '' && parts.length > 0) continue
    if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part
    else parts.push(part)
  }
  return { is: 'text', text: { parts: parts.length > MOST_PARTS ? [undefined] : parts } }
}

/** The text of a pattern without holes; undefined for others. */
export function constantOf(pattern: Pattern): string | undefined {
  const [only, second] = pattern.parts
  return typeof only === 'string' && second === undefined ? only : undefined
}

// ---------------------------------------------------------------- comparing

/** Equal for places that are the same as long as what fills their holes and roots is the same; undefined with an unknown hole. */
export function exactKey(place: Place): string | undefined {
  if (/^(?:any|some):/u.test(place.root)) return undefined
  const steps = place.path.map((step) => (typeof step === 'string' ? `.${step}` : exactStep(step)))
  return steps.includes(undefined) ? undefined : place.root + steps.join('')
}

function exactStep(pattern: Pattern): string | undefined {
  const parts = pattern.parts.map(exactPart)
  return parts.includes(undefined) ? undefined : `[${parts.join('+')}]`
}

function exactPart(part: Part): string | undefined {
  if (typeof part === 'string') return JSON.stringify(part)
  if (!part) return undefined
  if ('root' in part) return exactKey(part)
  const all = part.several.map(exactStep)
  return all.includes(undefined) ? undefined : `{${all.join(',')}}`
}

/**
 * Equal for all locks of one family: the same place whatever its holes are filled with. Undefined where the family is
 * unknown: a bare key that could be anything.
 */
export function familyKey(place: Place): string | undefined {
  const steps = place.path.map((step) => (typeof step === 'string' ? `.${step}` : familyStep(step)))
  return steps.includes(undefined) ? undefined : place.root + steps.join('')
}

function familyStep(pattern: Pattern): string | undefined {
  if (pattern.parts.some((part) => typeof part === 'string' && /\w/u.test(part)) || !pattern.named) {
    return `[${pattern.parts.map((part) => (typeof part === 'string' ? JSON.stringify(part) : '*')).join('')}]`
  }
  const nouns = pattern.parts.map((part) => (typeof part === 'object' && 'root' in part ? nounOf(part) : typeof part === 'string' ? part : undefined))
  return nouns.includes(undefined) ? undefined : `[*${nouns.join('')}]`
}

/** Whether something chooses among several locks here. */
export function isChosen(place: Place): boolean {
  return place.path.some((step) => typeof step !== 'string' && constantOf(step) === undefined)
}

/** Words that say which of two of a kind is meant, and nothing about the kind. */
const SIDES = new Set((
  'a b c x y i j k one two first second third last from to source target src dst dest destination origin left right old new '
  + 'current other that this mine theirs my their self peer sender receiver recipient payer payee debtor creditor '
  + 'debit credit debited credited buyer seller giver taker donor lhs rhs low high min max winner loser start end in out '
  + 'incoming outgoing primary secondary principal counterpart requester responder initiator the an of into onto kept dropped '
  + 'duplicate survivor surviving absorbed attacker defender challenger opponent lender borrower'
).split(' '))

/** Words for things of which one stands above or before the other: that is an order already. */
const RANKS = new Set('parent child children ancestor descendant root leaf container owner outer inner upper lower head tail next prev previous successor predecessor'.split(' '))

/** Whether a name says where in a hierarchy or list the thing stands. */
export function hasRank(place: Place): boolean {
  return wordsOf(place).some((word) => RANKS.has(word))
}

/** What kind of thing a place holds, by its names, sides aside: `from.id` and `toId` are both an `id`. */
export function nounOf(place: Place): string {
  return wordsOf(place).filter((word) => !SIDES.has(word)).map((word) => word.replace(/s$/u, '')).join(' ')
}

function wordsOf(place: Place): readonly string[] {
  const names = [place.root.startsWith('this:') ? '' : rootName(place.root), ...place.path.filter((step) => typeof step === 'string')]
  return names.flatMap((name) => name.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/gu) ?? []).map((word) => word.toLowerCase())
}

// ---------------------------------------------------------------- words

/** The name of what a root stands for. */
export function rootName(root: string): string {
  const name = root.slice(root.indexOf(':') + 1)
  const at = name.lastIndexOf('@')
  return at < 0 ? name : name.slice(0, at)
}

/** A place in words: `this.mutex`, `from.lock`, `locks[id]`, `"lock:seat:${id}"`. */
export function shown(place: Place): string {
  const named = place.root.startsWith('api:')
  const root = place.root.startsWith('this:') ? 'this' : named ? '' : rootName(place.root)
  const steps = place.path.map((step) => {
    if (typeof step === 'string') return step.startsWith('~') ? '' : /^\d+$/u.test(step) ? `[${step}]` : `.${step}`
    const [only, second] = step.parts
    if (!named && typeof only !== 'string' && step.parts.length === 1) return `[${shownPart(only)}]`
    if (!named && typeof only === 'string' && second === undefined && /^\d+$/u.test(only)) return `[${only}]`
    const text = JSON.stringify(step.parts.map((part) => (typeof part === 'string' ? part : `\${${shownPart(part)}}`)).join(''))
    return named ? text : `[${text}]`
  })
  return (root + steps.join('')).replace(/^\./u, '') || rootName(place.root)
}

/** What fills a hole, in few words: what is chosen, without what it is chosen from. */
function shownPart(part: Part): string {
  if (typeof part !== 'object' || !('root' in part) || part.root.startsWith('some:')) return '…'
  const last = part.path.at(-1)
  const [hole] = typeof last === 'object' ? last.parts : []
  return typeof hole === 'object' && 'root' in hole && !hole.root.startsWith('some:') ? shownPart(hole) : shown(part)
}

// ---------------------------------------------------------------- putting values in for roots

/** What a root stands for at a call: a value, nothing known, or (`keep`) what it stood for before. */
export type Binding = (root: string) => Value | 'unknown' | 'keep'

/** The place in terms of the caller; undefined where that is not known. */
export function substitute(place: Place, bind: Binding): Value | undefined {
  const base = bind(place.root)
  if (base === 'unknown') return undefined
  let at: Value | undefined = base === 'keep' ? ofPlace(placeAt(place.root)) : base
  for (const step of place.path) at = at && stepInto(at, typeof step === 'string' ? step : substitutePattern(step, bind))
  if (at?.is !== 'place' || place.kind === undefined) return at
  return ofPlace({ ...at.place, kind: place.kind })
}

export function substitutePattern(pattern: Pattern, bind: Binding): Pattern {
  const text = concat(pattern.parts.map((part): Pattern => {
    if (part === undefined || typeof part === 'string') return { parts: [part] }
    if ('several' in part) return { parts: [{ several: part.several.map((each) => substitutePattern(each, bind)) }] }
    return patternOf(substitute(part, bind))
  }))
  const { parts } = (text as Extract<Value, { is: 'text' }>).text
  return pattern.named ? { parts, named: true } : { parts }
}

/** A part of a value. */
export function stepInto(value: Value, step: Step): Value | undefined {
  if (value.is === 'place') return ofPlace(append(value.place, step))
  if (value.is === 'text') return undefined
  if (value.is === 'record') return typeof step !== 'string' ? undefined : value.own.has(step) ? value.own.get(step) : value.rest && stepInto(value.rest, step)
  if (value.is === 'each') return value.item
  const name = typeof step === 'string' ? step : constantOf(step)
  if (name !== undefined) return value.items[Number(name)]
  return { is: 'text', text: { parts: [{ several: value.items.map(patternOf) }] } }
}

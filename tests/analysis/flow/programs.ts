/** A number from 0 up to, but not including, `below`. */
export type Random = (below: number) => number

/** Always the same numbers for the same seed. */
export function randomFrom(seed: number): Random {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** Where a statement stands. */
interface Place {
  readonly depth: number
  /** Labels of the loops around it, and of all statements around it. */
  readonly loops: readonly string[]
  readonly labels: readonly string[]
  readonly breakable: boolean
}

/**
 * A function that does nothing but jump about. Its calls have numbers: `call(1)` does nothing, `ask(2)` is true or false,
 * `maybe(3)` is something or nothing, `wait(4)` is a promise, `list(5)` an asynchronous iterable.
 */
export function randomProgram(random: Random): string {
  const generator = random(3) === 0
  let calls = 0
  let names = 0
  const call = (what: string): string => `${what}(${++calls})`
  const pick = (parts: readonly (() => string)[]): string => (parts[random(parts.length)] as () => string)()

  const value = (depth: number): string => depth === 0 ? call('call') : pick([
    () => call('call'),
    () => `(${condition(depth - 1)} && ${value(depth - 1)})`,
    () => `(${condition(depth - 1)} ? ${value(depth - 1)} : ${value(depth - 1)})`,
    () => `${call('maybe')}?.at(${value(depth - 1)}).on(${value(depth - 1)})`,
    () => `(${call('maybe')} ?? ${value(depth - 1)})`,
    () => `[${value(depth - 1)}, ${value(depth - 1)}]`,
    () => (generator ? `(yield ${call('call')})` : `(await ${call('wait')})`),
  ])
  const condition = (depth: number): string => depth === 0 ? call('ask') : pick([
    () => call('ask'),
    () => `!${condition(depth - 1)}`,
    () => `(${condition(depth - 1)} && ${condition(depth - 1)})`,
    () => `(${condition(depth - 1)} || ${condition(depth - 1)})`,
    () => `(${condition(depth - 1)} ? ${condition(depth - 1)} : ${condition(depth - 1)})`,
    () => `(${value(depth - 1)}, ${condition(depth - 1)})`,
  ])

  const block = (place: Place): string => `{ ${Array.from({ length: 1 + random(3) }, () => statement(place)).join(' ')} }`
  const loop = (place: Place): string => {
    const label = `l${++names}`
    const inside = block({
      depth: place.depth - 1, loops: [...place.loops, label], labels: [...place.labels, label], breakable: true,
    })
    return `${label}: ${pick([
      () => `while (${condition(1)}) ${inside}`,
      () => `do ${inside} while (${condition(1)});`,
      () => `for (${value(1)}; ${condition(1)}; ${value(1)}) ${inside}`,
      () => `for (;;) ${inside}`,
      () => (generator ? `while (${condition(1)}) ${inside}` : `for await (const item of ${call('list')}) ${inside}`),
    ])}`
  }
  const cases = (place: Place): string => {
    const inside = { ...place, depth: place.depth - 1, breakable: true }
    const tested = Array.from({ length: 1 + random(3) }, () => `case ${call('ask')}: ${statement(inside)}`)
    if (random(2) === 0) tested.splice(random(tested.length + 1), 0, `default: ${statement(inside)}`)
    return `switch (true) { ${tested.join(' ')} }`
  }
  const labelled = (place: Place): string => {
    const label = `l${++names}`
    return `${label}: ${block({ ...place, depth: place.depth - 1, labels: [...place.labels, label] })}`
  }
  const guarded = (place: Place): string => {
    const inside = { ...place, depth: place.depth - 1 }
    const handler = `catch ${block(inside)}`
    const finaliser = `finally ${block(inside)}`
    return `try ${block(inside)} ${pick([() => handler, () => finaliser, () => `${handler} ${finaliser}`])}`
  }
  const jump = ({ loops, labels, breakable }: Place): string => pick([
    () => `return ${value(1)};`,
    () => `throw ${value(1)};`,
    () => (breakable ? 'break;' : 'return;'),
    () => (loops.length > 0 ? `continue ${loops[random(loops.length)] as string};` : `${value(1)};`),
    () => (labels.length > 0 ? `break ${labels[random(labels.length)] as string};` : `${value(1)};`),
  ])
  const statement = (place: Place): string => place.depth === 0 ? (random(2) === 0 ? `${value(1)};` : jump(place)) : pick([
    () => `${value(2)};`,
    () => `if (${condition(2)}) ${block({ ...place, depth: place.depth - 1 })}`,
    () => `if (${condition(1)}) ${jump(place)} else ${statement({ ...place, depth: place.depth - 1 })}`,
    () => loop(place),
    () => cases(place),
    () => labelled(place),
    () => guarded(place),
    () => guarded(place),
  ])

  return `${generator ? 'function*' : 'async function'} run() ${block({ depth: 3, loops: [], labels: [], breakable: false })}`
}

/** What is wrong with a value, as a clause that follows the name of its key; undefined when it is as expected. */
export type Check = (value: unknown, key: string) => string | undefined

/** One of the given values. */
export function oneOf(...allowed: readonly unknown[]): Check {
  const expected = `one of ${allowed.map(String).join(', ')}`
  return (value, key) => (allowed.includes(value) ? undefined : wrong(key, expected, value))
}

/** Anything that `is` accepts; `expected` says it in words. */
export function that(expected: string, is: (value: unknown) => boolean): Check {
  return (value, key) => (is(value) ? undefined : wrong(key, expected, value))
}

export const flag = that('true or false', (value) => typeof value === 'boolean')
export const text = that('a string', (value) => typeof value === 'string')
export const index = that('a whole number from 0', (value) => Number.isInteger(value) && (value as number) >= 0)

/** An array whose elements pass `of`. */
export function list(of: Check): Check {
  return (value, key) => {
    if (!Array.isArray(value)) return wrong(key, 'an array', value)
    return first(value.keys(), (i) => of(value[i], `${key}[${String(i)}]`))
  }
}

/** An object used as a table: any keys, values that pass `of`. */
export function table(of: Check): Check {
  return (value, key) => {
    if (!isObject(value)) return wrong(key, 'an object', value)
    return first(Object.keys(value), (name) => of(value[name], member(key, name)))
  }
}

/** An object with these keys and no others. */
export function shape(required: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>> = {}): Check {
  const known: ReadonlyMap<string, Check> = new Map(Object.entries({ ...required, ...optional }))
  return (value, key) => {
    if (!isObject(value)) return wrong(key, 'an object', value)
    const unknown = Object.keys(value).find((name) => !known.has(name))
    if (unknown !== undefined) return `${member(key, unknown)}: unknown key; expected one of ${[...known.keys()].join(', ')}.`
    return first(known, ([name, check]) => {
      if (value[name] !== undefined) return check(value[name], member(key, name))
      return name in required ? `${member(key, name)}: missing.` : undefined
    })
  }
}

/** Passes when one of the checks does; otherwise the answer of the check that looked into the value, or `expected`. */
export function either(expected: string, ...checks: readonly Check[]): Check {
  return (value, key) => {
    const problems = checks.map((check) => check(value, key))
    if (problems.includes(undefined)) return undefined
    return problems.find((problem) => problem?.startsWith(`${key}:`) === false) ?? wrong(key, expected, value)
  }
}

function first<T>(items: Iterable<T>, problemOf: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const problem = problemOf(item)
    if (problem !== undefined) return problem
  }
  return undefined
}

function member(key: string, name: string): string {
  return /^[\w$]+$/.test(name) ? `${key}.${name}` : `${key}[${JSON.stringify(name)}]`
}

function wrong(key: string, expected: string, value: unknown): string {
  return `${key}: expected ${expected}; got ${shown(value)}.`
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object' && value !== null) return 'an object'
  return typeof value === 'function' ? 'a function' : String(value)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

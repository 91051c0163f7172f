import type { ApiPath } from '../../knowledge/schema.ts'
import type { Value } from './value.ts'

/** What reading a value out of reactive state yields: objects come as proxies, primitives and platform objects as they are. */
export function reactiveOf(value: Value, by: ApiPath, deep = true): Value {
  switch (value.kind) {
    case 'record':
    case 'list':
      return { kind: 'proxy', at: value.at, ...(value.via && { via: value.via }), what: 'reactive', deep, by, of: () => value }
    case 'either':
      return { ...value, of: value.of.map((each) => reactiveOf(each, by, deep)) }
    default:
      return value
  }
}

/** The value without proxies, at any depth: what is left holds none. */
export function rawOf(value: Value): Value {
  switch (value.kind) {
    case 'proxy':
      return rawOf(value.of())
    case 'either':
      return { ...value, of: value.of.map(rawOf) }
    case 'record': {
      const { parts } = value
      return { ...value, parts: () => parts().map((part) => ({ ...part, value: () => rawOf(part.value()) })) }
    }
    case 'list': {
      const { elements } = value
      return { ...value, elements: () => elements().map((part) => ({ ...part, value: () => rawOf(part.value()) })) }
    }
    default:
      return value
  }
}

import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, keyName, type Node, wrapped } from '../../utils/syntax.ts'
import { variableOf } from '../resolve/bindings.ts'
import { locationOf } from '../resolve/location.ts'

/** Properties that primitives have too: reading one proves nothing. */
const COMMON: ReadonlySet<string> = new Set(
  [String.prototype, Number.prototype, Object.prototype].flatMap((each) => Object.getOwnPropertyNames(each)),
)

/** Places whose own properties the file reads: what stands there is an object. */
const placesWithProperties = perFile((sourceCode) => {
  const places = new Set<string>()
  for (const member of nodesOf(sourceCode).members) {
    const name = keyName(member)
    const inner = member.object.type === 'MemberExpression' ? locationOf(sourceCode, member.object) : undefined
    if (inner && name !== undefined && !COMMON.has(name)) places.add(inner.key)
  }
  return places
})

/** Whether the file reads properties of what stands at this place that only objects have. */
export function isObjectPlace(sourceCode: SourceCode, node: Node): boolean {
  const place = node.type === 'MemberExpression' ? locationOf(sourceCode, node) : undefined
  return place !== undefined && placesWithProperties(sourceCode).has(place.key)
}

/** Whether a function reads properties of its first parameter that only objects have. */
export function takesObject(sourceCode: SourceCode, node: FunctionNode): boolean {
  const [slot] = node.params
  if (slot?.type === 'ObjectPattern') return slot.properties.length > 0
  const variable = slot?.type === 'Identifier' ? variableOf(sourceCode, slot) : undefined
  return (
    variable?.references.some(({ identifier }) => {
      const place = wrapped(identifier)
      const member = place.parent
      return member?.type === 'MemberExpression' && member.object === place && !COMMON.has(keyName(member) ?? 'length')
    }) ?? false
  )
}

/** Places that are called as functions, and those that are tested with `typeof`. */
const usesOfPlaces = perFile((sourceCode) => {
  const called = new Set<string>()
  const tested = new Set<string>()
  for (const call of nodesOf(sourceCode).calls) {
    if (call.callee.type !== 'Identifier' && call.callee.type !== 'MemberExpression') continue
    const place = locationOf(sourceCode, call.callee)
    if (place) called.add(place.key)
  }
  for (const { references } of sourceCode.scopeManager?.scopes ?? []) {
    for (const { identifier } of references) {
      let place: Node = wrapped(identifier)
      while (place.parent?.type === 'MemberExpression' && place.parent.object === place) place = wrapped(place.parent)
      const test = place.parent
      if (
        (test?.type !== 'UnaryExpression' || test.operator !== 'typeof') &&
        (test?.type !== 'BinaryExpression' || test.operator !== 'instanceof')
      )
        continue
      const location = locationOf(sourceCode, place)
      if (location) tested.add(location.key)
    }
  }
  return { called, tested }
})

/** Whether the file calls what stands at this place, without asking first whether it is a function. */
export function isCalled(sourceCode: SourceCode, node: Node): boolean {
  const place = locationOf(sourceCode, node)
  if (!place) return false
  const { called, tested } = usesOfPlaces(sourceCode)
  return called.has(place.key) && !tested.has(place.key)
}

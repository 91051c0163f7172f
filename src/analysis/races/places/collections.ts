import type { TSESTree } from '@typescript-eslint/utils'

import { collectionClasses, growing, takingOne } from '../../../knowledge/collections.ts'
import { callsByName, membersNamed, nodesOf } from '../../../utils/nodes.ts'
import { perFile, perNode, type SourceCode } from '../../../utils/per-file.ts'
import { type ClassNode, isAwaited, keyName, nameAtEnd, type Node, unwrap } from '../../../utils/syntax.ts'
import { boxAround } from '../../resolve/boxes.ts'
import { firstValue } from '../../resolve/components.ts'
import { pathOf } from '../../resolve/denote.ts'
import { sourcesOf, variableOf } from '../../resolve/bindings.ts'
import { holderOf, isWrittenDown, staticClassOf } from '../../resolve/holders.ts'
import { locationOf } from '../../resolve/location.ts'
import { assignedValues, classOfObject, membersOf } from '../../resolve/members.ts'
import { receiver } from '../../resolve/receiver.ts'

/** What kind of collection an expression holds. `store`: something with `get` and `set` by key that answers at once. */
export type Collection = 'array' | 'map' | 'set' | 'store'

/** The kind of collection that an expression holds, by what is put there or by how it is declared. */
export const collectionAt: (sourceCode: SourceCode, node: Node) => Collection | undefined = perNode<Node, Collection | undefined>((sourceCode, expression) => {
  const node = unwrap(expression)
  return byShape(node) ?? byDeclaration(sourceCode, node) ?? byDenotation(sourceCode, node) ?? byUse(sourceCode, node)
}, undefined)

function byShape(node: Node): Collection | undefined {
  const inner = unwrap(node)
  if (inner.type === 'ArrayExpression') return 'array'
  return inner.type === 'NewExpression' && inner.callee.type === 'Identifier' ? collectionClasses[inner.callee.name] : undefined
}

function byDenotation(sourceCode: SourceCode, node: Node): Collection | undefined {
  const path = pathOf(sourceCode, receiver(sourceCode, node))
  const name = path === undefined ? undefined : /^#(\w+)\(\)$/u.exec(path)?.[1]
  return name === undefined ? undefined : collectionClasses[name]
}

/** By what a name or a field is declared as, or given. A name may be given itself (`rows = rows as Row[]`). */
const byDeclaration: (sourceCode: SourceCode, node: Node) => Collection | undefined = perNode<Node, Collection | undefined>((sourceCode, node) => {
  if (node.type === 'Identifier') {
    const variable = variableOf(sourceCode, node)
    const [def] = variable?.defs ?? []
    if (!variable || !def) return undefined
    const annotated = def.name.type === 'Identifier' ? byAnnotation(def.name.typeAnnotation?.typeAnnotation) : undefined
    if (annotated) return annotated
    for (const source of sourcesOf(sourceCode, variable) ?? []) {
      const kind = source.kind === 'value' && source.steps.length === 0 ? byShape(source.value) ?? byDeclaration(sourceCode, unwrap(source.value)) : undefined
      const field = source.kind === 'value' && source.steps.length === 1 ? byField(sourceCode, source.value, source.steps[0]?.name) : undefined
      if (kind ?? field) return kind ?? field
    }
    return undefined
  }
  return node.type === 'MemberExpression' ? byField(sourceCode, node.object, keyName(node)) ?? byBox(sourceCode, node) : undefined
}, undefined)

/** `rows.value` of `const rows = ref<Row[]>([])`. */
function byBox(sourceCode: SourceCode, node: TSESTree.MemberExpression): Collection | undefined {
  const made = boxAround(sourceCode, node)
  const [first] = made?.arguments ?? []
  return byAnnotation(made?.typeArguments?.params[0]) ?? (first && byShape(first))
}

/** A field of `this`. */
function byField(sourceCode: SourceCode, object: Node, name: string | undefined): Collection | undefined {
  const owner = classOfObject(sourceCode, object)
  const itself = owner || name === undefined ? undefined : classItself(sourceCode, object)
  if (itself) return byStatic(sourceCode, itself, name)
  if (!owner && object.type === 'ThisExpression' && name !== undefined) return byProperty(sourceCode, object, name)
  const member = owner && name !== undefined ? membersOf(sourceCode, owner).get(name) : undefined
  if (!member) return undefined
  const { field } = member
  const annotation = field && 'typeAnnotation' in field ? field.typeAnnotation?.typeAnnotation : undefined
  return byAnnotation(annotation) ?? assignedValues(member).map(byShape).find((kind) => kind !== undefined)
}

/** The class that a name stands for, or `this` in a static method. */
function classItself(sourceCode: SourceCode, object: Node): ClassNode | undefined {
  if (object.type === 'ThisExpression') return staticClassOf(object)
  const def = object.type === 'Identifier' ? variableOf(sourceCode, object)?.defs[0] : undefined
  return def?.type === 'ClassName' ? def.node : undefined
}

function byStatic(sourceCode: SourceCode, of: ClassNode, name: string | undefined): Collection | undefined {
  const field = of.body.body.find((each) => each.type === 'PropertyDefinition' && each.static && keyName(each) === name)
  if (field?.type !== 'PropertyDefinition') return name === undefined ? undefined : putBeside(sourceCode, of, name)
  return byAnnotation(field.typeAnnotation?.typeAnnotation) ?? (field.value ? byShape(field.value) : undefined)
}

/** `Session.open = new Set()`, beside the class. */
function putBeside(sourceCode: SourceCode, of: ClassNode, name: string): Collection | undefined {
  for (const write of nodesOf(sourceCode).writes) {
    if (write.type !== 'AssignmentExpression' || write.left.type !== 'MemberExpression' || keyName(write.left) !== name) continue
    if (write.left.object.type === 'Identifier' && classItself(sourceCode, write.left.object) === of) return byShape(write.right)
  }
  return undefined
}

/** A property of the object that `this` is in its methods: `module.exports = { open: [], async find() { … this.open … } }`. */
function byProperty(sourceCode: SourceCode, self: Node, name: string): Collection | undefined {
  const holder = holderOf(sourceCode, self)
  const value = holder && isWrittenDown(holder) ? firstValue(sourceCode, holder, name) : undefined
  return value && byShape(value)
}

function byAnnotation(type: Node | undefined): Collection | undefined {
  switch (type?.type) {
    case 'TSArrayType':
    case 'TSTupleType':
      return 'array'
    case 'TSTypeOperator':
      return byAnnotation(type.typeAnnotation)
    case 'TSUnionType':
      return type.types.map(byAnnotation).find((kind) => kind !== undefined)
    case 'TSTypeReference':
      return type.typeName.type === 'Identifier' ? collectionClasses[type.typeName.name] : undefined
    default:
      return undefined
  }
}

/**
 * Something unknown that is asked (`get`, `has`) and filled (`set`) by key without anybody waiting for the answers behaves
 * as a map does: caches of all kinds. Stores that answer later are another matter.
 */
function byUse(sourceCode: SourceCode, node: Node): Collection | undefined {
  const place = locationOf(sourceCode, node)
  if (!place) return undefined
  return stores(sourceCode).has(place.key) ? 'store' : lists(sourceCode).has(place.key) ? 'array' : undefined
}

/** What is pushed to, or what one is taken from at its ends, and has a length. */
const lists = perFile((sourceCode): ReadonlySet<string> => {
  const pushed = [...endChanges].flatMap((name) => callsByName(sourceCode).get(name) ?? []).flatMap((call) => {
    const member = unwrap(call.callee)
    return member.type === 'MemberExpression' && !isAwaited(call) ? [unwrap(member.object)] : []
  })
  const names = new Set(pushed.map(nameAtEnd))
  // By their names first: nearly everything has a length.
  const measured = names.size === 0 ? [] : membersNamed(sourceCode, 'length').flatMap((member) => (!member.computed && names.has(nameAtEnd(unwrap(member.object))) ? [unwrap(member.object)] : []))
  const keys = new Set(measured.map((each) => locationOf(sourceCode, each)?.key))
  return new Set(pushed.flatMap((each) => locationOf(sourceCode, each)?.key ?? []).filter((key) => keys.has(key)))
})

const endChanges: ReadonlySet<string> = new Set([...growing, ...takingOne])

const stores = perFile((sourceCode): ReadonlySet<string> => {
  const seen = new Map<string, Set<string>>()
  const byName = callsByName(sourceCode)
  for (const name of ['get', 'has', 'set']) for (const call of byName.get(name) ?? []) {
    const callee = unwrap(call.callee)
    if (callee.type !== 'MemberExpression') continue
    const place = locationOf(sourceCode, callee.object)
    if (!place) continue
    const names = seen.get(place.key) ?? new Set()
    seen.set(place.key, names)
    const later = isAwaited(call) || call.arguments.length !== (name === 'set' ? 2 : 1)
    names.add(later ? 'later' : name === 'set' ? 'set' : 'get')
  }
  return new Set([...seen].filter(([, names]) => names.has('get') && names.has('set') && !names.has('later')).map(([key]) => key))
})

import { membersNamed, nodesOf } from '../../utils/nodes.ts'
import { perFile, perNode, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type ClassNode, type FunctionNode, isCall, keyName, type Node, wrapped } from '../../utils/syntax.ts'
import { type Variable, variableOf } from '../resolve/bindings.ts'
import { denote, superOf } from '../resolve/denote.ts'
import { heldOf, memberOf, nameOf } from '../resolve/functions.ts'
import { classOfObject, isGetterName, membersOf } from '../resolve/members.ts'

/** Where a function of this file is used. */
export interface Uses {
  /** Calls that run it: by name, through `this`, an instance or an object, or on the spot. */
  readonly calls: readonly Call[]
  /** Expressions that stand for it without calling it: it is handed on, stored, returned or exported there. */
  readonly values: readonly Node[]
}

/** More members of one name than this and we do not look for the function among them. */
const MOST_MEMBERS = 200

/** The uses of a function in this file, in source order of their kinds; what other files do is not among them. */
export const usesOf: (sourceCode: SourceCode, of: FunctionNode) => Uses = perNode<FunctionNode, Uses>((sourceCode, of) => {
  const calls: Call[] = []
  const values: Node[] = []
  const add = (use: Node): void => {
    const outer = wrapped(use)
    const parent = outer.parent
    if (isCall(parent) && parent.callee === outer) calls.push(parent)
    else values.push(use)
  }
  if (of.type !== 'FunctionDeclaration') add(of)
  for (const variable of namesOf(sourceCode, of)) {
    for (const { identifier, init } of variable.references) if (init !== true && !isTypeName(identifier)) add(identifier)
  }
  const key = keyOf(of)
  const members = key === undefined ? [] : membersNamed(sourceCode, key)
  if (members.length <= MOST_MEMBERS) for (const member of members) if (isReadOf(sourceCode, member, of)) add(member)
  return { calls, values }
}, { calls: [], values: [] })

/** Where a getter of this file is run: what reads it of `this`, of an object of its class or of one below, of the class itself, or of the object it is written in. */
export const readsOfGetter: (sourceCode: SourceCode, getter: FunctionNode) => readonly Node[] = perNode<FunctionNode, readonly Node[]>((sourceCode, getter) => {
  const property = getter.parent.type === 'Property' && getter.parent.kind === 'get' ? getter.parent : undefined
  const member = memberOf(getter)
  const name = property ? keyName(property) : member?.kind === 'get' ? member.name : undefined
  if (name === undefined) return NO_READS
  const members = membersNamed(sourceCode, name)
  if (members.length > MOST_MEMBERS) return NO_READS
  return members.filter((each) => {
    const { parent } = wrapped(each)
    if (parent?.type === 'AssignmentExpression' && parent.operator === '=' && parent.left === wrapped(each)) return false
    if (!member) return isRecord(denote(sourceCode, each.object), property)
    const of = classOfObject(sourceCode, each.object) ?? classAt(denote(sourceCode, each.object), member.isStatic)
    return of !== undefined && holderIn(sourceCode, of, member.name) === member.owner
  })
}, [])

const NO_READS: readonly Node[] = []

/** The getter of this file that reading a member runs, of `this` or of an object of its class; undefined where it is none, or not known. */
export function getterRead(sourceCode: SourceCode, member: Node): FunctionNode | undefined {
  const name = member.type === 'MemberExpression' && member.object.type !== 'Super' ? keyName(member) : undefined
  if (member.type !== 'MemberExpression' || name === undefined || !isGetterName(sourceCode, name)) return undefined
  const of = classOfObject(sourceCode, member.object) ?? classAt(denote(sourceCode, member.object), false)
  const holder = of && holderIn(sourceCode, of, name)
  return holder && membersOf(sourceCode, holder).get(name)?.getter
}

function isRecord(target: ReturnType<typeof denote>, property: Node | undefined): boolean {
  return target?.kind === 'record' && target.node === property?.parent
}

function classAt(target: ReturnType<typeof denote>, isStatic: boolean): ClassNode | undefined {
  return target?.kind === (isStatic ? 'class' : 'object') ? target.node : undefined
}

/** The class that declares a member of an object of a class: the class itself, or one above. */
function holderIn(sourceCode: SourceCode, of: ClassNode, name: string): ClassNode | undefined {
  let at: ClassNode | undefined = of
  for (let i = 0; i <= MOST_CLASSES && at; i++) {
    if (membersOf(sourceCode, at).get(name)?.getter) return at
    const parent: ReturnType<typeof superOf> = superOf(sourceCode, at)
    at = parent?.kind === 'class' ? parent.node : undefined
  }
  return undefined
}

/** The names that functions of this file go by: who calls or hands on another name means none of them. */
export const functionNames = perFile((sourceCode): ReadonlySet<string> => new Set(nodesOf(sourceCode).functions.flatMap((fn) => nameIn(fn) ?? [])))

/** The name of the declaration, variable, property, method or field that holds a function. */
export function nameIn(fn: FunctionNode): string | undefined {
  if (fn.id) return fn.id.name
  const holder = heldOf(fn).parent
  if (holder?.type === 'VariableDeclarator') return holder.id.type === 'Identifier' ? holder.id.name : undefined
  if (holder?.type === 'AssignmentExpression' && holder.left.type === 'Identifier') return holder.left.name
  return keyOf(fn)
}

function namesOf(sourceCode: SourceCode, of: FunctionNode): Variable[] {
  const outer = nameOf(sourceCode, of)
  const inner = of.type === 'FunctionExpression' && of.id ? variableOf(sourceCode, of.id) : undefined
  return [outer, inner].filter((each) => each !== undefined)
}

/** The name of the property, method or field that holds the function, or of the member of a namespace. */
function keyOf(of: FunctionNode): string | undefined {
  const outer = wrapped(of)
  const parent = outer.parent
  switch (parent?.type) {
    case 'ExportNamedDeclaration':
      return parent.parent.type === 'TSModuleBlock' && of.id ? of.id.name : undefined
    case 'VariableDeclarator':
      return parent.id.type === 'Identifier' && parent.parent.parent.parent?.type === 'TSModuleBlock' ? parent.id.name : undefined
    case 'Property':
    case 'MethodDefinition':
    case 'PropertyDefinition':
      return parent.value === outer ? keyName(parent) : undefined
    case 'AssignmentExpression':
      return parent.right === outer && parent.left.type === 'MemberExpression' ? keyName(parent.left) : undefined
    default:
      return undefined
  }
}

function isReadOf(sourceCode: SourceCode, member: Node, of: FunctionNode): boolean {
  if (member.parent?.type === 'AssignmentExpression' && member.parent.left === member) return false
  const target = denote(sourceCode, member)
  return (target?.kind === 'function' && target.node === of) || isOverridden(sourceCode, member, of)
}

const MOST_CLASSES = 4

/** `this.open()` in a class of which a subclass of this file has its own `open`: for its objects, that is what runs. */
function isOverridden(sourceCode: SourceCode, member: Node, of: FunctionNode): boolean {
  const holder = memberOf(of)
  const by = holder && !holder.isStatic && holder.kind === 'method' && holder.owner.superClass && member.type === 'MemberExpression' ? classOfObject(sourceCode, member.object) : undefined
  if (!holder || !by || by === holder.owner || holder.name.startsWith('#')) return false
  let at: ClassNode | undefined = holder.owner
  for (let i = 0; i < MOST_CLASSES && at; i++) {
    const parent: ReturnType<typeof superOf> = superOf(sourceCode, at)
    at = parent?.kind === 'class' ? parent.node : undefined
    if (at === by) return true
  }
  return false
}

function isTypeName(identifier: Node): boolean {
  return identifier.parent?.type === 'TSTypeReference' || identifier.parent?.type === 'TSTypeQuery'
}

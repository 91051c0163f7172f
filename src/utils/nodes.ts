import { addTo, groupBy } from './group.ts'
import { perFile, type SourceCode } from './per-file.ts'
import { type Asking, type Call, type ClassNode, type CodeOwner, type FunctionNode, isCall, isFunction, keyName, nameAtEnd, type Node, unwrap, walk, wrapped } from './syntax.ts'
import type { TSESTree } from '@typescript-eslint/utils'

/** The nodes that analyses start from, in source order; one walk per file serves all. */
export interface NodeIndex {
  readonly calls: readonly Call[]
  /** The templates that are handed to a tag. */
  readonly tagged: readonly TSESTree.TaggedTemplateExpression[]
  readonly functions: readonly FunctionNode[]
  readonly classes: readonly ClassNode[]
  readonly members: readonly TSESTree.MemberExpression[]
  readonly loops: readonly Loop[]
  readonly awaits: readonly TSESTree.AwaitExpression[]
  readonly writes: readonly Write[]
  /** The parts that declarations take out of an object by name: `const { part } = whole`. */
  readonly taken: readonly TSESTree.Property[]
  /** What owns control flow, the module aside. */
  readonly owners: readonly CodeOwner[]
  /** All names that are written as such: of variables, properties and private fields, of JSX, of computed members; keys in quotes too. */
  readonly names: ReadonlySet<string>
  /** It has JSX. */
  readonly hasMarkup: boolean
  /** How many nodes the file has: for caps. */
  readonly size: number
}

/** What writes to a variable or member, declarations aside. */
export type Write = TSESTree.AssignmentExpression | TSESTree.UpdateExpression
export type Loop = TSESTree.ForStatement | TSESTree.ForInStatement | TSESTree.ForOfStatement | TSESTree.WhileStatement | TSESTree.DoWhileStatement

const LOOPS: ReadonlySet<string> = new Set(['ForStatement', 'ForInStatement', 'ForOfStatement', 'WhileStatement', 'DoWhileStatement'])

/** Whether a node is a loop of the language. */
export function isLoop({ type }: TSESTree.Node): boolean {
  return LOOPS.has(type)
}

/** Whether a loop stands between a node and what is around it. */
export function isInLoop(node: TSESTree.Node, around: TSESTree.Node | undefined): boolean {
  for (let at = node.parent; at && at !== around; at = at.parent) if (isLoop(at)) return true
  return false
}

/** The innermost loop around a node, in its own function. */
export function loopAround(node: TSESTree.Node): Loop | undefined {
  for (let at = node.parent; at && !isFunction(at); at = at.parent) if (isLoop(at)) return at as Loop
  return undefined
}

export const nodesOf = perFile((sourceCode): NodeIndex => {
  const calls: Call[] = []
  const tagged: TSESTree.TaggedTemplateExpression[] = []
  const functions: FunctionNode[] = []
  const classes: ClassNode[] = []
  const members: TSESTree.MemberExpression[] = []
  const loops: Loop[] = []
  const awaits: TSESTree.AwaitExpression[] = []
  const writes: Write[] = []
  const taken: TSESTree.Property[] = []
  const owners: CodeOwner[] = []
  const names = new Set<string>()
  let hasMarkup = false
  let size = 0
  everyNode(sourceCode, (node) => {
    size++
    switch (node.type) {
      case 'Identifier':
      case 'PrivateIdentifier':
        names.add(node.name)
        break
      case 'JSXIdentifier':
        names.add(node.name)
        hasMarkup = true
        break
      case 'CallExpression':
      case 'NewExpression':
        calls.push(node)
        break
      case 'TaggedTemplateExpression':
        tagged.push(node)
        break
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        functions.push(node)
        owners.push(node)
        break
      case 'StaticBlock':
        owners.push(node)
        break
      case 'ClassDeclaration':
      case 'ClassExpression':
        classes.push(node)
        break
      case 'MemberExpression':
        members.push(node)
        if (node.computed && node.property.type === 'Literal' && typeof node.property.value === 'string') names.add(node.property.value)
        break
      case 'Property':
        if (node.key.type === 'Literal' && typeof node.key.value === 'string') names.add(node.key.value)
        if (node.parent.type === 'ObjectPattern' && node.parent.parent.type === 'VariableDeclarator') taken.push(node)
        break
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
        loops.push(node)
        break
      case 'AwaitExpression':
        awaits.push(node)
        break
      case 'AssignmentExpression':
      case 'UpdateExpression':
        writes.push(node)
        break
      default:
    }
  })
  return { calls, tagged, functions, classes, members, loops, awaits, writes, taken, owners, names, hasMarkup, size }
})

/** A step of the host's own way through the tree: into a node (kind 1, phase 1), out of it, or something else. */
interface Step {
  readonly kind: number
  readonly phase?: number
  readonly target: unknown
}

/** Visits each node of the file in source order: along the way that ESLint has laid for itself already, or where the host has none, by a walk. */
function everyNode(sourceCode: SourceCode, enter: (node: TSESTree.Node) => void): void {
  const host = sourceCode as SourceCode & { readonly traverse?: () => Iterable<Step> }
  if (typeof host.traverse !== 'function') walk(sourceCode, sourceCode.ast, enter)
  else for (const step of host.traverse()) if (step.kind === 1 && step.phase === 1) enter(step.target as TSESTree.Node)
}

/** The calls of each function, static block or the module itself, in source order. */
export const callsByOwner = perFile((sourceCode): ReadonlyMap<CodeOwner, readonly Call[]> => {
  const { calls, owners } = nodesOf(sourceCode)
  const groups = new Map<CodeOwner, Call[]>()
  // One pass over both lists: the owners that are open at a call, innermost last.
  const open: CodeOwner[] = [sourceCode.ast]
  let next = 0
  for (const call of calls) {
    for (let owner = owners[next]; owner && owner.range[0] < call.range[0]; owner = owners[++next]) open.push(owner)
    while (open.length > 1 && (open.at(-1) as CodeOwner).range[1] <= call.range[0]) open.pop()
    addTo(groups, open.at(-1) as CodeOwner, call)
  }
  return groups
})

/** The name that a call is written with: of the function, of the method, or of the tag; undefined where it has none. */
export function calledName(call: Asking): string | undefined {
  return nameAtEnd(unwrap(call.type === 'TaggedTemplateExpression' ? call.tag : call.callee))
}

/** The calls of a file by the names they are written with. */
export const callsByName = perFile((sourceCode) => groupBy(nodesOf(sourceCode).calls, calledName))

/** The calls that are written with one of several names, in source order. */
export function callsNamed(sourceCode: SourceCode, names: Iterable<string>): readonly Call[] {
  const byName = callsByName(sourceCode)
  const lists: (readonly Call[])[] = []
  for (const name of names) {
    const list = byName.get(name)
    if (list) lists.push(list)
  }
  if (lists.length < 2) return lists[0] ?? []
  return lists.flat().sort((a, b) => a.range[0] - b.range[0])
}

/** The members of a file by the names they are written with. */
const membersByName = perFile((sourceCode) => groupBy(nodesOf(sourceCode).members, (member) => keyName(member)))

/** The members of this name, in source order. */
export function membersNamed(sourceCode: SourceCode, name: string): readonly TSESTree.MemberExpression[] {
  return membersByName(sourceCode).get(name) ?? []
}

/** The calls whose written name passes a test, in source order: few names have to be tested where there are many calls. */
export function callsWhere(sourceCode: SourceCode, isWanted: (name: string) => boolean): readonly Call[] {
  return callsNamed(sourceCode, [...callsByName(sourceCode).keys()].filter(isWanted))
}

/** Of nodes in source order, those that lie inside another: found by halving, for files with thousands of both. */
export function within<N extends TSESTree.Node>(nodes: readonly N[], outer: TSESTree.Node): readonly N[] {
  const [from, to] = outer.range
  return nodes.slice(firstFrom(nodes, from), firstFrom(nodes, to))
}

/** The index of the first node that begins at an offset or later. */
function firstFrom(nodes: readonly TSESTree.Node[], offset: number): number {
  let low = 0
  for (let high = nodes.length; low < high; ) {
    const middle = (low + high) >> 1
    if ((nodes[middle] as TSESTree.Node).range[0] < offset) low = middle + 1
    else high = middle
  }
  return low
}

/** The call of a method of what a node yields: `rates.get(code)`. */
export function methodCallOn(node: Node): Call | undefined {
  const member = wrapped(node).parent
  const call = member?.type === 'MemberExpression' && member.object === wrapped(node) ? wrapped(member).parent : undefined
  return isCall(call) && unwrap(call.callee) === member ? call : undefined
}

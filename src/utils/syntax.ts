import type { TSESTree } from '@typescript-eslint/utils'

import type { SourceCode } from './per-file.ts'

export type Node = TSESTree.Node
export type Call = TSESTree.CallExpression | TSESTree.NewExpression
/** What asks something of what it names: a call, or a template that is handed to a tag. */
export type Asking = Call | TSESTree.TaggedTemplateExpression
export type FunctionNode = TSESTree.FunctionDeclaration | TSESTree.FunctionExpression | TSESTree.ArrowFunctionExpression
export type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression
/** What owns a stretch of control flow: a function, a static block, a field's initialiser is left to its class, or the module. */
export type CodeOwner = FunctionNode | TSESTree.StaticBlock | TSESTree.Program

export function isFunction(node: Node | null | undefined): node is FunctionNode {
  return node?.type === 'FunctionDeclaration' || node?.type === 'FunctionExpression' || node?.type === 'ArrowFunctionExpression'
}

export function isClass(node: Node | null | undefined): node is ClassNode {
  return node?.type === 'ClassDeclaration' || node?.type === 'ClassExpression'
}

export function isCall(node: Node | null | undefined): node is Call {
  return node?.type === 'CallExpression' || node?.type === 'NewExpression'
}

/** The expression below what changes no value: type assertions, `!`, `satisfies`, parentheses of optional chains. */
export function unwrap(node: Node): Node {
  let inner = node
  for (;;) {
    switch (inner.type) {
      case 'TSAsExpression':
      case 'TSNonNullExpression':
      case 'TSSatisfiesExpression':
      case 'TSTypeAssertion':
      case 'TSInstantiationExpression':
      case 'ChainExpression':
        inner = inner.expression
        break
      default:
        return inner
    }
  }
}

/** The outermost node that stands for the same value as `node`: the inverse of `unwrap`, also above `await`. */
export function wrapped(node: Node): Node {
  let outer = node
  for (let parent = outer.parent; parent; parent = outer.parent) {
    if (unwrapsTo(parent, outer)) outer = parent
    else break
  }
  return outer
}

function unwrapsTo(parent: Node, child: Node): boolean {
  switch (parent.type) {
    case 'TSAsExpression':
    case 'TSNonNullExpression':
    case 'TSSatisfiesExpression':
    case 'TSTypeAssertion':
    case 'TSInstantiationExpression':
    case 'ChainExpression':
      return parent.expression === child
    default:
      return false
  }
}

/** The name that a member, property or class element goes by; `#x` for private names; undefined when it is computed at run time. */
export function keyName(
  node: TSESTree.MemberExpression | TSESTree.Property | TSESTree.PropertyDefinition | TSESTree.MethodDefinition | TSESTree.AccessorProperty
    | TSESTree.TSAbstractMethodDefinition | TSESTree.TSAbstractPropertyDefinition | TSESTree.TSAbstractAccessorProperty | TSESTree.TSPropertySignature | TSESTree.TSMethodSignature,
): string | undefined {
  const key: Node = node.type === 'MemberExpression' ? node.property : node.key
  if (key.type === 'PrivateIdentifier') return `#${key.name}`
  if (!node.computed && key.type === 'Identifier') return key.name
  return literalText(key)
}

/** The value of a property of an object that is written down; undefined where it is not there, or the expression is no such object. */
export function propertyOf(object: Node | undefined, name: string): Node | undefined {
  const record = object && unwrap(object)
  const property = record?.type === 'ObjectExpression' ? record.properties.find((each) => each.type === 'Property' && keyName(each) === name) : undefined
  return property?.type === 'Property' ? property.value : undefined
}

/** The list that a copy is made of, `jobs` of `[...jobs]`: it has the same elements. Everything else as it is. */
export function copiedList(node: Node): Node {
  const [only, second] = node.type === 'ArrayExpression' ? node.elements : []
  return only?.type === 'SpreadElement' && !second ? unwrap(only.argument) : node
}

/** The name that an expression ends in: `rows` of `rows` and of `this.rows`. Undefined for everything else, and where it is computed. */
export function nameAtEnd(node: Node): string | undefined {
  return node.type === 'Identifier' ? node.name : node.type === 'MemberExpression' ? keyName(node) : undefined
}

/** Deeper than this, a part of a condition stays whole. */
const MOST_PARTS = 8

/** The conditions that one is made of by `&&`, `||` and `??`. */
export function partsOfCondition(condition: Node, depth = 0): readonly Node[] {
  const node = unwrap(condition)
  return node.type === 'LogicalExpression' && depth < MOST_PARTS ? [node.left, node.right].flatMap((each) => partsOfCondition(each, depth + 1)) : [node]
}

/** Branches inside branches that are looked at. */
const MOST_BRANCHES = 8

/** What an expression may come to: the branches of conditionals and of `&&`, `||`, `??`. */
export function branchesOf(value: Node, depth = 0): readonly Node[] {
  const node = unwrap(value)
  if (depth > MOST_BRANCHES) return []
  if (node.type === 'ConditionalExpression') return [node.consequent, node.alternate].flatMap((each) => branchesOf(each, depth + 1))
  return node.type === 'LogicalExpression' ? [node.left, node.right].flatMap((each) => branchesOf(each, depth + 1)) : [node]
}

/** The conditions that all have to hold for one: the parts of `a && b && c`, in source order. */
export function conjuncts(condition: Node): readonly Node[] {
  const parts: Node[] = []
  let at = unwrap(condition)
  for (; at.type === 'LogicalExpression' && at.operator === '&&'; at = unwrap(at.left)) parts.unshift(unwrap(at.right))
  return [at, ...parts]
}

/** The collection whose size is read: `rows` of `rows.length` and of `rows.size`. Undefined for everything else. */
export function sizedIn(expression: Node): Node | undefined {
  const node = unwrap(expression)
  if (node.type !== 'MemberExpression') return undefined
  const name = keyName(node)
  return name === 'length' || name === 'size' ? node.object : undefined
}

/** Whether an expression is this very literal: `true`. */
export function isLiteral(expression: Node, value: boolean): boolean {
  const node = unwrap(expression)
  return node.type === 'Literal' && node.value === value
}

/** Text of a string or number literal or of a template without parts. */
export function literalText(node: Node): string | undefined {
  if (node.type === 'Literal' && (typeof node.value === 'string' || typeof node.value === 'number')) return String(node.value)
  if (node.type === 'TemplateLiteral' && node.expressions.length === 0) return node.quasis[0]?.value.cooked ?? undefined
  return undefined
}

/** Whether options are written down with `true` for a property: `{ once: true }`. */
export function hasTrue(options: Node | undefined, property: string): boolean {
  return options?.type === 'ObjectExpression'
    && options.properties.some((each) => each.type === 'Property' && keyName(each) === property && each.value.type === 'Literal' && each.value.value === true)
}

/** Whether some argument of a call is options that are written down with a text for a property: `{ stdio: 'inherit' }`. */
export function hasOption({ arguments: given }: Call, property: string, value: string): boolean {
  return given.some((each) => {
    const option = propertyOf(each, property)
    return option !== undefined && literalText(option) === value
  })
}

/** The function, static block or program whose control flow `node` belongs to (for a function: the one around it). */
export function ownerOf(node: Node): CodeOwner {
  let at: Node | undefined = node.parent
  while (at) {
    if (isFunction(at) || at.type === 'StaticBlock' || at.type === 'Program') return at
    at = at.parent
  }
  return node as TSESTree.Program
}

/** The function around `node`, itself excluded; undefined at module level. */
export function functionAround(node: Node): FunctionNode | undefined {
  const owner = ownerOf(node)
  return isFunction(owner) ? owner : undefined
}

/** Whether an expression is waited for where it stands. */
export function isAwaited(expression: Node): boolean {
  return wrapped(expression).parent?.type === 'AwaitExpression'
}

/** The innermost block around a node, or the function or program where there is none in it; undefined for the program itself. */
export function blockAround(node: Node): Node | undefined {
  let at = node.parent
  while (at && at.type !== 'BlockStatement' && at.type !== 'Program' && !isFunction(at)) at = at.parent
  return at
}

/** Whether a `catch` stands around a node, inside of what is named: its function, mostly. Undefined: anywhere in the file. */
export function isCaught(node: Node, within: Node | undefined): boolean {
  for (let child = node, at = node.parent; at && child !== within; child = at, at = at.parent) if (at.type === 'TryStatement' && at.handler && at.block === child) return true
  return false
}

/** Whether a node stands in the `catch` itself: what it does is done only where something has failed. */
export function isInCatch(node: Node, within: Node | undefined): boolean {
  for (let at = node.parent; at && at !== within; at = at.parent) if (at.type === 'CatchClause') return true
  return false
}

/** The class whose `this` an expression at `node` sees; undefined where `this` is something else. */
export function classOfThis(node: Node): ClassNode | undefined {
  let child: Node = node
  for (let at: Node | undefined = node.parent; at; child = at, at = at.parent) {
    if (at.type === 'FunctionDeclaration') return undefined
    if (at.type === 'FunctionExpression') {
      const member = at.parent
      // `load = flow(function* () { this.rows = yield … })`: what is made of it is called on the instance, and hands that on.
      const field = at.generator && member.type === 'CallExpression' ? member.parent : undefined
      if (field?.type === 'PropertyDefinition' && field.value === member) return field.static ? undefined : field.parent.parent
      return member.type === 'MethodDefinition' && !member.static && member.value === at ? member.parent.parent : undefined
    }
    if ((at.type === 'PropertyDefinition' || at.type === 'AccessorProperty') && at.value === child) return at.static ? undefined : at.parent.parent
    if (at.type === 'StaticBlock') return undefined
  }
  return undefined
}

/** The class in whose body a node stands. */
export function classAround(node: Node): ClassNode | undefined {
  for (let at: Node | undefined = node; at; at = at.parent) if (at.type === 'ClassBody') return at.parent
  return undefined
}

/** Whether the branch of a test ends with `return` or `throw`. */
export function leavesFunction(node: Node): boolean {
  const last = node.type === 'BlockStatement' ? node.body.at(-1) : node
  return last?.type === 'ReturnStatement' || last?.type === 'ThrowStatement'
}

/** Whether a branch ends by leaving the loop around it, or the function: `{ stop(); break }`. */
export function leavesLoop(branch: Node): boolean {
  const last = branch.type === 'BlockStatement' ? branch.body.at(-1) : branch
  return last?.type === 'BreakStatement' || leavesFunction(branch)
}

/** Whether `node` lies inside `outer` (or is it). */
export function isInside(node: Node, outer: Node): boolean {
  return node.range[0] >= outer.range[0] && node.range[1] <= outer.range[1]
}

/**
 * Visits `root` and everything below it in source order, without recursion. `enter` returning false skips what is below.
 */
export function walk(sourceCode: SourceCode, root: Node, enter: (node: Node) => boolean | undefined | void): void {
  const stack: Node[] = [root]
  const keysOf = sourceCode.visitorKeys
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (enter(node) === false) continue
    const keys = keysOf[node.type]
    if (!keys) continue
    for (let k = keys.length - 1; k >= 0; k--) {
      const child = (node as unknown as Record<string, unknown>)[keys[k] as string]
      if (Array.isArray(child)) {
        for (let i = child.length - 1; i >= 0; i--) if (isNode(child[i])) stack.push(child[i] as Node)
      } else if (isNode(child)) stack.push(child)
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
}

/** `walk` that stays in the code of `owner`: nested functions and classes' members are entered as nodes but not descended into. */
export function walkOwn(sourceCode: SourceCode, owner: Node, enter: (node: Node) => boolean | undefined | void): void {
  walk(sourceCode, owner, (node) => {
    if (node !== owner && (isFunction(node) || node.type === 'StaticBlock')) {
      enter(node)
      return false
    }
    return enter(node)
  })
}

/** Whether an expression itself waits: functions in it do not count. */
export function waitsWithin(sourceCode: SourceCode, expression: Node): boolean {
  let found = false
  walkOwn(sourceCode, expression, (node) => {
    found ||= node.type === 'AwaitExpression' || node.type === 'YieldExpression'
  })
  return found
}

/** The lists whose loops are around a node, in its function: `ids` of `for (const id of ids)`. */
export function listsAround(node: Node): readonly Node[] {
  const lists: Node[] = []
  for (let at = node.parent; at && !isFunction(at); at = at.parent) if (at.type === 'ForOfStatement' || at.type === 'ForInStatement') lists.push(at.right)
  return lists
}

/** The statements of the same block that stand before and behind one; none where it stands in no block. */
export function besideStatement(statement: Node): { readonly before: readonly Node[]; readonly behind: readonly Node[] } {
  const block = statement.parent
  const body: readonly Node[] = block?.type === 'BlockStatement' || block?.type === 'Program' ? block.body : []
  const index = body.indexOf(statement)
  return { before: body.slice(0, Math.max(0, index)), behind: index < 0 ? [] : body.slice(index + 1) }
}

import { changing, computing, hints, lookups, ofCollections, probes } from '../../knowledge/spins.ts'
import { clockMethods, clocks } from '../../knowledge/time.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type CodeOwner, type FunctionNode, isCall, isInside, keyName, literalText, type Node, ownerOf, unwrap, walk } from '../../utils/syntax.ts'
import { type Variable, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { returnsOf } from '../resolve/functions.ts'
import { calledFunction } from '../resolve/receiver.ts'
import { atomicAt } from '../sharing/atomics.ts'

/** What expressions ask that only evaluate: the time, words of shared memory, what other code of this thread sets, the file system. */
export interface Asked {
  /** It does more than ask: it calls something unknown, or changes something. */
  acts: boolean
  clock: boolean
  /** `Atomics.load(…)`. */
  word: Node | undefined
  /** A field, a collection, a variable that other functions set. */
  flag: Node | undefined
  /** A look at the file system, which other programs change. */
  outside: Node | undefined
  /** Variables that the loop itself counts: there is an end to it. */
  counts: boolean
  /** An odd number of changes: the writer of a sequence lock is at work, for a moment. */
  odd: boolean
}

const MOST_NODES = 60
const MOST_DEPTH = 3

/** What the expressions of a loop ask. `own` are the variables that the loop sets itself. */
export class Asking implements Asked {
  acts = false
  clock = false
  word: Node | undefined
  flag: Node | undefined
  outside: Node | undefined
  counts = false
  odd = false

  private readonly sourceCode: SourceCode
  private readonly loop: Node
  private readonly owner: CodeOwner
  private nodes = 0
  private depth = 0
  private readonly seen = new Set<Variable>()

  constructor(sourceCode: SourceCode, loop: Node) {
    this.sourceCode = sourceCode
    this.loop = loop
    this.owner = ownerOf(loop)
  }

  /** A condition, or what a variable in one is given. */
  ask(expression: Node): void {
    if (this.acts || ++this.nodes > MOST_NODES) {
      this.acts = true
      return
    }
    const node = unwrap(expression)
    switch (node.type) {
      case 'Literal':
      case 'ThisExpression':
        break
      case 'TemplateLiteral':
        for (const each of node.expressions) this.ask(each)
        break
      case 'UnaryExpression':
        if (node.operator === 'delete') this.acts = true
        else this.ask(node.argument)
        break
      case 'BinaryExpression':
        if ((node.operator === '&' || node.operator === '%') && ['1', '2'].includes(literalText(node.right) ?? '')) this.odd = true
        if (node.left.type !== 'PrivateIdentifier') this.ask(node.left)
        this.ask(node.right)
        break
      case 'LogicalExpression':
        this.ask(node.left)
        this.ask(node.right)
        break
      case 'ConditionalExpression':
        for (const part of [node.test, node.consequent, node.alternate]) this.ask(part)
        break
      case 'UpdateExpression':
        this.counted(node.argument)
        break
      case 'AssignmentExpression':
        this.assigned(node)
        break
      case 'Identifier':
        this.name(node)
        break
      case 'MemberExpression':
        this.member(node)
        break
      case 'CallExpression':
      case 'NewExpression':
        this.call(node)
        break
      default:
        this.acts = true
    }
  }

  private counted(target: Node): void {
    if (unwrap(target).type === 'Identifier') this.counts = true
    else this.acts = true
  }

  private assigned(node: Extract<Node, { type: 'AssignmentExpression' }>): void {
    if (node.left.type !== 'Identifier') this.acts = true
    else if (node.operator !== '=') this.counts = true
    this.ask(node.right)
  }

  private name(node: Extract<Node, { type: 'Identifier' }>): void {
    const variable = variableOf(this.sourceCode, node)
    if (!variable || variable.defs.length === 0 || this.seen.has(variable)) return
    this.seen.add(variable)
    for (const { identifier, init } of variable.references.filter((reference) => reference.isWrite())) {
      if (isInside(identifier, this.loop)) this.set(identifier)
      else if (init !== true && ownerOf(identifier) !== this.owner) this.flag ??= node
    }
  }

  /** The loop gives the variable a value: that is what is asked. Made from what the loop sets itself, it is a step, and leads on. */
  private set(identifier: Node): void {
    const parent = identifier.parent
    const value = parent?.type === 'VariableDeclarator' ? parent.init : parent?.type === 'AssignmentExpression' && parent.operator === '=' ? parent.right : null
    if (!value || this.leadsOn(value)) this.counts = true
    else this.ask(value)
  }

  private leadsOn(value: Node): boolean {
    let leads = false
    walk(this.sourceCode, value, (node) => {
      if (this.isSetHere(node)) leads = true
      return !leads
    })
    return leads
  }

  private member(node: Extract<Node, { type: 'MemberExpression' }>): void {
    if (node.computed && literalText(node.property) === undefined) this.ask(node.property)
    const object = unwrap(node.object)
    if (isCall(object)) {
      this.ask(object)
      return
    }
    if (!isConstantName(node) && !this.isSetHere(object)) this.flag ??= node
    if (object.type === 'MemberExpression') this.ask(object)
    else if (object.type === 'Identifier') this.name(object)
    else if (object.type !== 'ThisExpression') this.acts = true
  }

  /** What the loop sets a variable to is asked where it is set. */
  private isSetHere(object: Node): boolean {
    const variable = object.type === 'Identifier' ? variableOf(this.sourceCode, object) : undefined
    return variable?.references.some((reference) => reference.isWrite() && isInside(reference.identifier, this.loop)) ?? false
  }

  private call(node: Extract<Node, { type: 'CallExpression' | 'NewExpression' }>): void {
    const callee = unwrap(node.callee)
    const method = callee.type === 'MemberExpression' ? keyName(callee) : undefined
    if (callee.type === 'MemberExpression' && clockMethods.has(method ?? '') && isCall(unwrap(callee.object))) {
      this.ask(callee.object)
      return
    }
    const atomic = atomicAt(this.sourceCode, node)
    if (atomic) {
      if (atomic.does === 'load') this.word ??= node
      else this.acts = true
      return
    }
    const path = apiOf(this.sourceCode, callee)
    if (path === '#Date' && node.arguments.length > 0) {
      // `new Date(text)` is that time, whenever it is asked.
      for (const argument of node.arguments) this.ask(argument)
    } else if (path !== undefined && (clocks.has(path) || clocks.has(`${path}()`))) {
      this.clock = true
    } else if (path !== undefined && probes.has(path)) {
      this.outside ??= node
      for (const argument of node.arguments) this.ask(argument)
    } else if (path !== undefined && (hints.has(path) || computing.has(path) || computing.has(path.slice(0, path.lastIndexOf('.')))) && !changing.has(path)) {
      for (const argument of node.arguments) this.ask(argument)
    } else if ((path === undefined || ofCollections.test(path)) && callee.type === 'MemberExpression' && lookups.has(method ?? '') && !calledFunction(this.sourceCode, node)) {
      this.flag ??= node
      for (const argument of node.arguments) this.ask(argument)
      this.ask(callee.object)
    } else this.local(node)
  }

  /** A function of this file that only returns what it finds. */
  private local(node: Extract<Node, { type: 'CallExpression' | 'NewExpression' }>): void {
    const target = node.type === 'CallExpression' ? calledFunction(this.sourceCode, node) : undefined
    if (target && !target.async && !target.generator && isEmptyBody(target)) {
      for (const argument of node.arguments) this.ask(argument)
      return
    }
    const [returned, second] = target ? returnsOf(this.sourceCode, target) : []
    const isPlain = target && (target.body.type !== 'BlockStatement' || (target.body.body.length === 1 && target.body.body[0]?.type === 'ReturnStatement'))
    if (!target || target.async || target.generator || !isPlain || !returned || second || ++this.depth > MOST_DEPTH) {
      this.acts = true
      return
    }
    for (const argument of node.arguments) this.ask(argument)
    this.ask(returned)
    this.depth--
  }
}

/** `() => {}`: a pause that is none. */
function isEmptyBody({ body }: FunctionNode): boolean {
  return body.type === 'BlockStatement' && body.body.length === 0
}

/** `STATE.READY`: by convention a constant. */
function isConstantName(node: Extract<Node, { type: 'MemberExpression' }>): boolean {
  const object = unwrap(node.object)
  return object.type === 'Identifier' && /^[A-Z]/u.test(object.name) && /^[A-Z]/u.test(keyName(node) ?? '')
}

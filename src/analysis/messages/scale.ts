import type { TSESTree } from '@typescript-eslint/utils'

import { whereabouts } from '../../knowledge/grains.ts'
import { isLoop } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, isInside, keyName, type Node, unwrap, walk } from '../../utils/syntax.ts'
import { limitOf } from '../loops/limits.ts'
import { sourcesOf, type Variable, variableOf } from '../resolve/bindings.ts'
import { conversionAt, type Grain, grainOf, ofName } from './grains.ts'
import type { Round } from './rounds.ts'

/** A call on the way to a send, with the function it runs. */
export interface Step {
  readonly fn: FunctionNode
  readonly call: Call
}

/** How many numbers make one element: a point, a colour. */
const MOST_NUMBERS = 4
const MOST_STEPS = 8

/** What a payload is made of, as far as it differs from round to round. */
export class Scale {
  readonly used = new Set<Round>()
  isFine = false
  isCoarse = false
  readonly #sourceCode: SourceCode
  readonly #rounds: readonly Round[]
  readonly #steps: readonly Step[]

  constructor(sourceCode: SourceCode, rounds: readonly Round[], steps: readonly Step[]) {
    this.#sourceCode = sourceCode
    this.#rounds = rounds
    this.#steps = steps
  }

  /** Takes in one expression; what it cannot follow is taken for coarse. */
  weigh(expression: Node, depth: number): void {
    const node = unwrap(expression)
    if (depth > MOST_STEPS) this.isCoarse = true
    if (this.isCoarse) return
    const parts = node.type === 'CallExpression' ? undefined : partsIn(node)
    if (node.type === 'ObjectExpression' && node.properties.some((each) => this.#saysWhere(each))) this.isCoarse = true
    if (parts) for (const part of parts) this.weigh(part, depth + 1)
    else if (node.type === 'Identifier') this.#weighName(node, depth)
    else if (node.type === 'MemberExpression') this.#weighMember(node, depth)
    else if (node.type === 'CallExpression') this.#weighCall(node, depth)
    else this.isCoarse = true
  }

  /** `{ path: line }`: the text only says where what is worked on lies. */
  #saysWhere(property: TSESTree.ObjectLiteralElement): boolean {
    return property.type === 'Property' && whereabouts.test(keyName(property) ?? '') && this.varies(property.value, 0)
  }

  #weighCall(node: TSESTree.CallExpression, depth: number): void {
    const does = conversionAt(this.#sourceCode, node)
    const callee = unwrap(node.callee)
    const object = callee.type === 'MemberExpression' ? callee.object : undefined
    if (does === 'operands') for (const each of node.arguments) this.weigh(each, depth + 1)
    else if (does === 'receiver' && object) this.weigh(object, depth + 1)
    else if (does === 'element' && object) this.#weighElement(object, node.arguments, depth)
    else this.isCoarse = true
  }

  #weighMember(node: TSESTree.MemberExpression, depth: number): void {
    const name = keyName(node)
    if (node.computed && name === undefined) {
      this.#weighElement(node.object, [node.property], depth)
      return
    }
    if (!this.varies(node.object, 0)) return
    if (name !== undefined && ofPart(name) === 'coarse' && name !== 'id') this.isCoarse = true
    this.weigh(node.object, depth + 1)
  }

  /** `samples[i]`, `text.charCodeAt(i)`, `grid[y][x]`. */
  #weighElement(list: Node, index: readonly Node[], depth: number): void {
    const before = this.used.size
    for (const each of index) this.weigh(each, depth + 1)
    if (this.varies(list, 0)) this.weigh(list, depth + 1)
    if (this.used.size > before || index.some((each) => this.varies(each, 0))) this.#take(grainOf(this.#sourceCode, list))
  }

  #take(grain: Grain): void {
    if (grain === 'coarse' || grain === undefined) this.isCoarse = true
    else this.isFine = true
  }

  #weighName(node: TSESTree.Identifier, depth: number): void {
    const variable = variableOf(this.#sourceCode, node)
    const step = variable && this.#handed(variable)
    if (step?.argument) this.weigh(step.argument, depth + 1)
    if (step) return
    const round = variable && this.#roundOf(variable)
    if (!variable || !round) return
    const part = partOf(this.#sourceCode, variable, round)
    switch (part) {
      case 'counter':
        this.used.add(round)
        return
      case 'element': {
        this.used.add(round)
        const own = ofPart(variable.name)
        const grain = round.over && grainOf(this.#sourceCode, round.over)
        this.#take(grain === 'sure' || own === undefined ? grain : own === 'coarse' || grain === 'coarse' ? 'coarse' : own)
        return
      }
      case 'position':
        this.used.add(round)
        return
      default:
        if (part) this.weigh(part, depth + 1)
        else this.isCoarse = true
    }
  }

  /** What a parameter of a function on the way is handed. */
  #handed(variable: Variable): { readonly argument: Node | undefined } | undefined {
    const [def] = variable.defs
    for (const { fn, call } of this.#steps) {
      const index = def?.type === 'Parameter' && def.node === fn ? fn.params.indexOf(def.name) : -1
      if (index >= 0) return { argument: call.arguments[index] }
      if (def?.name && isInside(def.name, fn)) return { argument: undefined }
    }
    return undefined
  }

  /** The innermost round that gives the variable another value. */
  #roundOf(variable: Variable): Round | undefined {
    const [declared] = variable.identifiers
    return this.#rounds.find(({ node }) => {
      if (declared && isInside(declared, node)) return true
      return variable.references.some((reference) => reference.isWrite() && isInside(reference.identifier, node))
    })
  }

  /** Whether an expression names something that changes from round to round; the counter that takes turns aside. */
  varies(expression: Node, depth: number): boolean {
    let found = false
    walk(this.#sourceCode, expression, (at) => {
      if (at.type === 'BinaryExpression' && at.operator === '%') return false
      if (at.type !== 'Identifier' || found || depth > MOST_STEPS) return !found
      const variable = variableOf(this.#sourceCode, at)
      const handed = variable && this.#handed(variable)
      if (handed) found = handed.argument !== undefined && this.varies(handed.argument, depth + 1)
      const round = variable && !handed ? this.#roundOf(variable) : undefined
      if (!variable || !round) return true
      const part = partOf(this.#sourceCode, variable, round)
      found ||= part === undefined || typeof part === 'string' || this.varies(part, depth + 1)
      return !found
    })
    return found
  }
}

/** What the name of an element, or of a part of one, says: what has a name for many is a batch. */
function ofPart(name: string): Grain {
  const grain = ofName(name)
  return grain === 'named' && name.endsWith('s') ? 'coarse' : grain
}

/** The parts of a value that is written as a whole; undefined for everything else. */
function partsIn(node: Node): readonly Node[] | undefined {
  switch (node.type) {
    case 'Literal':
    case 'ThisExpression':
      return []
    case 'TemplateLiteral':
      return node.expressions
    case 'BinaryExpression':
    case 'LogicalExpression':
      return [node.left, node.right]
    case 'UnaryExpression':
    case 'SpreadElement':
      return [node.argument]
    case 'ConditionalExpression':
      return [node.consequent, node.alternate]
    case 'ArrayExpression':
      return node.elements.filter((each) => each !== null)
    case 'ObjectExpression':
      return node.properties.map((property) => (property.type === 'Property' ? property.value : property))
    default:
      return undefined
  }
}

/** What a variable is in a round: its counter, (a part of) its element, how far it is, or what it is worked out from. */
function partOf(sourceCode: SourceCode, variable: Variable, { node, callback }: Round): 'counter' | 'element' | 'position' | Node | undefined {
  const [declared] = variable.identifiers
  const sources = sourcesOf(sourceCode, variable) ?? []
  const [source, second] = sources
  if (isLoop(node)) {
    const limit = limitOf(sourceCode, { node: node })
    const writes = variable.references.filter((reference) => reference.isWrite() && reference.init !== true && isInside(reference.identifier, node))
    if ('counter' in limit && limit.counter === variable) return writes.every(({ identifier }) => isSmallStep(identifier.parent)) ? 'counter' : undefined
    if ((node.type === 'ForOfStatement' || node.type === 'ForInStatement') && declared && isInside(declared, node.left)) return isPosition(node.left, declared, node.right) ? 'position' : 'element'
  } else if (callback && declared && callback.params.some((each) => isInside(declared, each))) {
    return callback.params.findIndex((each) => isInside(declared, each)) === 0 ? 'element' : 'position'
  }
  return source?.kind === 'value' && !second ? source.value : undefined
}

/** `i++`, `i += 3`: to the next number, or the next few of which one element is made; further on there are pieces. */
function isSmallStep(node: Node): boolean {
  if (node.type === 'UpdateExpression') return true
  return node.type === 'AssignmentExpression' && node.operator === '+=' && node.right.type === 'Literal' && typeof node.right.value === 'number' && node.right.value <= MOST_NUMBERS
}

/** `for (const [index, value] of values.entries())`. */
function isPosition(left: Node, declared: Node, right: Node): boolean {
  const pattern = left.type === 'VariableDeclaration' ? left.declarations[0].id : left
  const call = unwrap(right)
  const callee = call.type === 'CallExpression' ? unwrap(call.callee) : undefined
  return pattern.type === 'ArrayPattern' && pattern.elements[0] === declared && callee?.type === 'MemberExpression' && keyName(callee) === 'entries'
}

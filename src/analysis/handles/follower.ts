import type { TSESTree } from '@typescript-eslint/utils'

import { spawnAt } from '../../knowledge/index.ts'
import type { SpawnModel } from '../../knowledge/schema.ts'
import { linkOn } from '../../utils/chains.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, functionAround, isCall, isFunction, isInside, keyName, type Node, wrapped } from '../../utils/syntax.ts'
import { sourcesOf, type Variable, variableOf } from '../resolve/bindings.ts'
import { isOnlyShown, stateOf } from '../resolve/components.ts'
import { type Location, locationOf } from '../resolve/location.ts'
import { calledFunction, calledPath } from '../resolve/receiver.ts'
import { adds, mapsInto, stepInto, tellsList } from './collections.ts'
import { deedOfArgument, deedOfMember, isTransfer, type Use } from './deeds.ts'
import { closuresIn } from './lent.ts'
import { isOneOfRaced } from './raced.ts'
import { comesBefore, fieldLocation, isExportedVariable, isIgnored, isLiteralPart, isTested, isUsing, outlives } from './scopes.ts'
import type { Standing, Trail } from './trail.ts'
import { Walk } from './walk.ts'

/** How deep a handle is followed into helpers. */
const MOST_HELPERS = 4

/** Where the handle goes from these expressions on. */
export function followed(sourceCode: SourceCode, model: SpawnModel, from: readonly Standing[]): Trail {
  const follower = new Follower(sourceCode, model, from)
  follower.run()
  return follower
}

class Follower extends Walk {
  protected override step(from: Standing, outer: Node): void {
    const parent = outer.parent
    if (from.isCollection && parent && this.stepInCollection(from, outer, parent)) return
    switch (parent?.type) {
      case 'AwaitExpression':
        this.go(from, parent, { isPromise: false })
        return
      case 'SequenceExpression':
        if (parent.expressions.at(-1) === outer) this.go(from, parent)
        return
      case 'ConditionalExpression':
      case 'LogicalExpression':
        if (isTested(parent, outer)) this.does(from, 'touch')
        if (parent.type === 'LogicalExpression' ? parent.operator !== '&&' || parent.right === outer : parent.test !== outer) this.go(from, parent)
        return
      case 'MemberExpression':
        if (parent.object === outer && !from.isCollection) this.stepThroughMember(from, parent)
        else this.does(from, parent.object === outer ? 'give' : 'touch')
        return
      case 'CallExpression':
      case 'NewExpression':
        if (parent.callee === outer) this.use(from, { ...this.called(from), call: parent })
        else this.stepIntoCall(from, parent, outer)
        return
      case 'VariableDeclarator':
        this.stepInto(from, parent.id, parent)
        return
      case 'AssignmentExpression':
        if (parent.right !== outer) return
        this.stepInto(from, parent.left, parent)
        if (parent.parent.type !== 'ExpressionStatement') this.go(from, parent)
        return
      case 'PropertyDefinition':
      case 'AccessorProperty':
        this.keep(from, parent)
        return
      case 'ReturnStatement':
        this.stepOut(from, parent)
        return
      case 'ArrowFunctionExpression':
        if (parent.body === outer) this.stepOut(from, parent)
        return
      case 'ExpressionStatement':
      case 'IfStatement':
      case 'WhileStatement':
      case 'BinaryExpression':
      case 'TSTypeQuery':
        this.does(from, 'touch')
        return
      case 'UnaryExpression':
        this.does(from, parent.operator === 'delete' ? 'drop' : parent.operator === 'void' || parent.operator === '!' || parent.operator === 'typeof' ? 'touch' : 'give')
        return
      case 'ArrayExpression':
      case 'ObjectExpression':
      case 'Property':
      case 'SpreadElement':
        this.stepIntoLiteral(from, parent)
        return
      default:
        this.does(from, 'give')
    }
  }

  /** A handle that is called is a remote function; a worker is never called. */
  private called(from: Standing): Pick<Use, 'does' | 'isTask'> {
    if (from.isEnd || (this.model.endedByCall && (!this.model.handles || from.part !== undefined))) return { does: 'end' }
    return from.wrapper || this.model.kind === 'pool' || this.model.kind === 'remote' ? { does: 'talk', isTask: true } : { does: 'touch' }
  }

  private stepThroughMember(from: Standing, member: TSESTree.MemberExpression): void {
    const link = from.isPromise ? linkOn(member.object) : undefined
    if (link) {
      if (link.by === 'then') this.stepIntoReaction(from, link.call)
      else this.go(from, link.call)
      return
    }
    if (from.isEnd) {
      this.does(from, ['call', 'apply'].includes(keyName(member) ?? '') ? 'end' : 'give')
      return
    }
    const wrapper = from.wrapper
    for (const outcome of deedOfMember(this.sourceCode, wrapper ? { ...wrapper, ends: [] } : this.model, member)) {
      if (!('is' in outcome)) this.use(from, outcome)
      else if (wrapped(outcome.is).parent?.type !== 'ExpressionStatement') this.go(from, outcome.is, { part: outcome.part ?? from.part })
    }
  }

  /** `lease.then((lock) => …)`: the callback has what the promise brings. */
  private stepIntoReaction(from: Standing, then: Call): void {
    const [reaction] = then.arguments
    const [parameter] = isFunction(reaction) ? reaction.params : []
    if (!isFunction(reaction)) this.use(from, { does: 'give', call: then })
    else if (parameter) this.stepInto({ ...from, isPromise: false }, parameter, then)
    else this.does(from, 'touch')
  }

  // ---------------------------------------------------------------- variables and fields

  private stepInto(from: Standing, target: Node, at: Node): void {
    switch (target.type) {
      case 'Identifier':
        this.stepIntoVariable(from, target, at)
        break
      case 'MemberExpression':
        this.keep(from, target)
        break
      case 'ObjectPattern':
        for (const property of target.properties) {
          if (property.type === 'RestElement') continue
          const name = keyName(property) ?? ''
          if (this.model.handles?.includes(name)) this.stepInto({ ...from, part: name }, property.value, at)
          else if (this.model.ends.includes(name)) this.stepInto({ ...from, isEnd: true }, property.value, at)
        }
        break
      case 'ArrayPattern':
        if (this.model.handles) this.stepIntoTuple(from, target, at)
        else this.does(from, 'give')
        break
      default:
        this.does(from, 'give')
    }
  }

  private stepIntoTuple(from: Standing, target: TSESTree.ArrayPattern, at: Node): void {
    target.elements.forEach((element, index) => {
      if (element && this.model.handles?.includes(String(index))) this.stepInto({ ...from, part: String(index) }, element, at)
    })
  }

  private stepIntoVariable(from: Standing, name: TSESTree.Identifier, at: Node): void {
    const variable = variableOf(this.sourceCode, name)
    if (!variable || variable.defs.length === 0 || isExportedVariable(variable)) this.does(from, 'give')
    else if (outlives(variable, name)) this.keep(from, name)
    else {
      if (isUsing(at)) this.use(from, { does: 'end' })
      this.readsOf(from, variable, name)
    }
  }

  /** What reads the variable, from where it got the handle on. */
  private readsOf(from: Standing, variable: Variable, name?: Node): void {
    if (!sourcesOf(this.sourceCode, variable)) {
      this.does(from, 'give') // too many values to know which
      return
    }
    this.variables.add(variable)
    for (const reference of variable.references) {
      if (reference.isRead() && !(name && comesBefore(reference.identifier, name))) this.go(from, reference.identifier)
    }
  }

  private keep(from: Standing, target: Node): void {
    const declared = target.type === 'PropertyDefinition' || target.type === 'AccessorProperty'
    const location = declared ? fieldLocation(this.sourceCode, target) : locationOf(this.sourceCode, target)
    const list = location?.path.at(-1) === '[]' && target.type === 'MemberExpression' ? locationOf(this.sourceCode, target.object) : undefined
    if (list && !from.isCollection) this.put(from, list, target)
    else if (location) this.use(from, { does: 'keep', place: { location, isElement: from.isCollection === true } }, target)
    else this.does(from, 'give')
  }

  /** `list[index] = handle`: one of several, in a list of the function or in one that outlives it. */
  private put(from: Standing, list: Location, target: Node): void {
    const { root, path } = list
    if (root.kind === 'variable' && path.length === 0 && !outlives(root.variable, target) && !isExportedVariable(root.variable)) {
      this.isOneOfMany = true
      this.readsOf({ ...from, isCollection: true }, root.variable)
    } else this.use(from, { does: 'keep', place: { location: list, isElement: true } }, target)
  }

  // ---------------------------------------------------------------- calls

  private stepIntoCall(from: Standing, call: Call, argument: Node): void {
    const index = call.arguments.indexOf(argument as TSESTree.CallExpressionArgument)
    const path = calledPath(this.sourceCode, call)
    const known = deedOfArgument(from.wrapper ?? this.model, call, path, index)
    if (known && !('is' in known)) {
      this.use(from, known.does === 'join' && isOneOfRaced(this.sourceCode, call, argument) ? { ...known, does: 'listen' } : known)
      return
    }
    const spawned = path === undefined ? undefined : spawnAt(path)
    if (spawned?.wraps && index === 0) {
      if (from.node === this.anchor) this.anchor = call
      this.go(from, call, { wrapper: spawned })
      return
    }
    const added = from.isCollection ? undefined : adds(this.sourceCode, this.model, call, argument)
    if (added?.root.kind === 'variable' && added.path.length === 0 && !outlives(added.root.variable, argument) && !isExportedVariable(added.root.variable)) {
      this.isOneOfMany = true
      this.readsOf({ ...from, isCollection: true }, added.root.variable)
      return
    }
    if (added) {
      this.use(from, { does: 'keep', call, place: { location: added, isElement: true } })
      return
    }
    const told = from.isCollection ? undefined : tellsList(this.sourceCode, call, argument)
    if (told) this.use(from, { ...told, call })
    else if (this.model.kind === 'port' && isTransfer(call)) this.use(from, { does: 'move', call })
    else this.stepIntoHelper(from, call, index)
  }

  private stepIntoHelper(from: Standing, call: Call, index: number): void {
    const helper = call.arguments.some((each) => each.type === 'SpreadElement') ? undefined : calledFunction(this.sourceCode, call)
    const parameter = helper?.params[index]
    if (parameter?.type === 'TSParameterProperty') {
      const location = fieldLocation(this.sourceCode, parameter)
      this.use(from, { does: 'give', call, ...(location && { place: { location, isElement: from.isCollection === true } }) })
      return
    }
    const name = parameter?.type === 'AssignmentPattern' ? parameter.left : parameter
    if (!helper && this.model.kind === 'url' && this.isState(call)) {
      this.use(from, { does: 'touch', call, isShown: true })
      return
    }
    if (!helper || from.depth >= MOST_HELPERS || (parameter && name?.type !== 'Identifier')) {
      this.use(from, { does: 'give', call })
      return
    }
    const variable = name && variableOf(this.sourceCode, name)
    if (!variable) return
    const inside = trailInHelper(this.sourceCode, this.model, variable, from)
    for (const each of [variable, ...inside.variables]) this.variables.add(each)
    const lent = new Set(closuresIn(this.sourceCode, inside.uses, helper).filter(({ fate }) => fate === 'given').flatMap(({ uses }) => uses))
    for (const use of inside.uses) {
      if (lent.has(use)) this.use(from, { does: 'give', call })
      else if (use.does === 'return' && use.isWhole) this.go(from, call)
      else if (use.does === 'return') this.use(from, { does: 'give', call })
      else if (use.does === 'keep' && call.type === 'NewExpression') this.use(from, { does: 'give', call, ...(use.place && { place: use.place }) })
      else this.use(from, use, call)
    }
  }

  /** `setPreview(url)`, where the component does nothing with it but show it. */
  private isState({ callee }: Call): boolean {
    const state = stateOf(this.sourceCode, callee)
    return state !== undefined && isOnlyShown(this.sourceCode, state)
  }

  private stepIntoLiteral(from: Standing, literal: Node): void {
    let outer: Node = wrapped(literal)
    for (let parent = outer.parent; parent && isLiteralPart(parent); parent = outer.parent) outer = wrapped(parent)
    const parent = outer.parent
    if (parent?.type === 'ReturnStatement' || (parent?.type === 'ArrowFunctionExpression' && parent.body === outer)) this.does(from, 'return')
    else if (isCall(parent) && this.model.kind === 'port' && (isTransfer(parent) || spawnAt(calledPath(this.sourceCode, parent) ?? ''))) this.use(from, { does: 'move', call: parent })
    else if (literal.type === 'ArrayExpression' && outer === literal && !from.isCollection) this.go(from, literal, { isCollection: true })
    else this.use(from, { does: 'give', ...(isCall(parent) && { to: parent }) })
  }

  // ---------------------------------------------------------------- functions and collections

  private stepOut(from: Standing, at: Node): void {
    const function_ = isFunction(at) ? at : functionAround(at)
    const list = function_ && mapsInto(this.sourceCode, function_)
    if (list && isInside(this.anchor, list)) this.anchor = list
    if (list) this.go(from, list, { isCollection: true })
    else if (function_ && isIgnored(this.sourceCode, function_)) this.does(from, 'touch')
    else this.use(from, { does: 'return', ...(from.isCollection ? {} : { isWhole: true as const }) })
  }

  private stepInCollection(from: Standing, outer: Node, parent: Node): boolean {
    const step = stepInto(this.sourceCode, outer, parent)
    switch (step?.to) {
      case 'elements':
        for (const { name, at } of step.names) {
          const variable = name.type === 'Identifier' ? variableOf(this.sourceCode, name) : undefined
          if (variable) this.readsOf({ ...from, isCollection: false, at: from.at ?? at }, variable)
          else this.does(from, 'give')
        }
        return true
      case 'element':
        this.go(from, step.node, { isCollection: false })
        return true
      case 'collection':
        this.go(from, step.node)
        return true
      case 'nothing':
        this.does(from, 'touch')
        return true
      case 'emptied':
        this.does(from, 'drop')
        return true
      default:
        return false
    }
  }
}

function trailInHelper(sourceCode: SourceCode, model: SpawnModel, parameter: Variable, from: Standing): Trail {
  const reads = parameter.references.filter((reference) => reference.isRead())
  if (reads.length === 0) return { uses: [], variables: new Set(), anchor: from.node, isOneOfMany: false }
  return followed(sourceCode, model, reads.map(({ identifier }) => ({ ...from, node: identifier, origin: identifier, at: undefined, depth: from.depth + 1 })))
}

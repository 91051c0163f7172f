import type { TSESTree } from '@typescript-eslint/utils'

import { spawnAt } from '../../knowledge/index.ts'
import type { SpawnModel } from '../../knowledge/schema.ts'
import { linkOn } from '../../utils/chains.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, functionAround, isCall, isFunction, isInside, keyName, type Node, ownerOf, wrapped } from '../../utils/syntax.ts'
import { isExportedVariable, type Variable, variableOf } from '../resolve/bindings.ts'
import { isOnlyShown, stateOf } from '../resolve/components.ts'
import { calledFunction, calledPath } from '../resolve/receiver.ts'
import { adds, mapsInto, stepInto, tellsList } from './collections.ts'
import { isRendering, isShownBy, isWatchedList, keeperAround, keeperOf, keptBy, PER_INSTANCE, PER_RENDERING } from './components.ts'
import { deedOfArgument, deedOfMember, isTransfer, type Use } from './deeds.ts'
import { closuresIn } from './lent.ts'
import { isOneOfRaced } from './raced.ts'
import { fieldLocation, isIgnored, isLiteralPart, isTested, outlives } from './scopes.ts'
import type { Standing, Trail } from './trail.ts'
import { Naming } from './naming.ts'

/** How deep a handle is followed into helpers. */
const MOST_HELPERS = 4

/** Where the handle goes from these expressions on. */
export function followed(sourceCode: SourceCode, model: SpawnModel, from: readonly Standing[]): Trail {
  const follower = new Follower(sourceCode, model, from)
  follower.run()
  return follower
}

class Follower extends Naming {
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
      case 'JSXExpressionContainer':
        if (this.model.kind === 'url' && isShownBy(parent)) this.show(from, parent)
        else this.does(from, 'give')
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
    for (const outcome of deedOfMember(this.sourceCode, wrapper ? { ...wrapper, ends: wrapper.wraps === 'whole' ? wrapper.ends : [] } : this.model, member)) {
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

  // ---------------------------------------------------------------- calls

  private stepIntoCall(from: Standing, call: Call, argument: Node): void {
    const index = call.arguments.indexOf(argument as TSESTree.CallExpressionArgument)
    const path = calledPath(this.sourceCode, call)
    const known = deedOfArgument(this.sourceCode, from.wrapper ?? this.model, call, path, index)
    if (known && !('is' in known)) {
      this.use(from, known.does === 'join' && isOneOfRaced(this.sourceCode, call, argument) ? { ...known, does: 'listen' } : known)
      return
    }
    const keeper = from.node === this.anchor && !from.isCollection ? keeperOf(this.sourceCode, argument) : undefined
    if (keeper) {
      this.stepIntoKeeper(from, keeper)
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

  /** `<img src={url}>`: what the component makes when it renders, it makes each time. */
  private show(from: Standing, at: Node): void {
    if (!this.times && isRendering(this.sourceCode, ownerOf(this.anchor)) && isInside(at, ownerOf(this.anchor))) this.times = PER_RENDERING
    this.use(from, { does: 'touch', isShown: true })
  }

  /** `setPreview(url)`, where the component does nothing with it but show it. */
  private isState({ callee }: Call): boolean {
    const state = stateOf(this.sourceCode, callee)
    return state !== undefined && isOnlyShown(this.sourceCode, state)
  }

  private stepIntoLiteral(from: Standing, literal: Node): void {
    if (isWatchedList(literal)) {
      this.does(from, 'touch')
      return
    }
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
    const keeper = function_ && !from.isCollection ? keeperAround(this.sourceCode, function_) : undefined
    if (keeper && isInside(this.anchor, keeper)) {
      this.stepIntoKeeper(from, keeper)
      return
    }
    const list = function_ && mapsInto(this.sourceCode, function_)
    if (list && isInside(this.anchor, list)) this.anchor = list
    if (list) this.go(from, list, { isCollection: true })
    else if (function_ && isIgnored(this.sourceCode, function_)) this.does(from, 'touch')
    else this.use(from, { does: 'return', ...(from.isCollection ? {} : { isWhole: true as const }) })
  }

  /** `const [worker] = useState(() => new Worker(url))`. */
  private stepIntoKeeper(from: Standing, keeper: Call): void {
    const kept = keptBy(this.sourceCode, keeper)
    this.anchor = keeper
    this.times = PER_INSTANCE
    if (!kept) this.use(from, { does: 'give', call: keeper })
    else if (kept.name) this.stepInto(from, kept.name, keeper)
    else for (const node of kept.nodes) this.go(from, node)
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

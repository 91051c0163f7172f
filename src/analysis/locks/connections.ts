import type { TSESTree } from '@typescript-eslint/utils'

import { connections, implicitTransactions } from '../../knowledge/locks/connections.ts'
import { transactionTypes } from '../../knowledge/locks/lent.ts'
import type { ConnectionModel } from '../../knowledge/locks/schema.ts'
import { linkOn } from '../../utils/chains.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, isClass, isFunction, keyName, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { variableOf } from '../resolve/bindings.ts'
import { pathOf } from '../resolve/denote.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { memberOf } from '../resolve/functions.ts'
import { assignedValues, membersOf } from '../resolve/members.ts'
import { fieldOfThis } from './places/fields.ts'
import { valueOf } from './places/identity.ts'
import type { Place } from './places/symbol.ts'
import { creationsOf, functionAt, standsFor } from './receiver.ts'
import { lockUses } from './uses.ts'

/** A call that takes a connection of a pool: for the time that a callback runs, or for one statement. */
export interface ConnectionUse {
  readonly call: TSESTree.CallExpression
  readonly model: ConnectionModel
  readonly pool: Place
  /** What runs while the connection is kept; absent: a statement. */
  readonly section?: Node
}

const models = new Map(connections.flatMap((model) => model.on.map((on) => [on, model] as const)))
const roots = evidenceFrom(models.keys())
const implicit = evidenceFrom(implicitTransactions)
const byId = new Map(connections.map((model) => [model.id, model]))

/** What a model of locks by this id hands out connections of; undefined when it is no pool. */
export function connectionModel(id: string): ConnectionModel | undefined {
  return byId.get(id)
}

/** Whether an expression is a pool, which may take another connection for each statement; not what a transaction is handed as. */
export function isPool(sourceCode: SourceCode, node: Node): boolean {
  const path = pathOf(sourceCode, standsFor(sourceCode, node))
  return path !== undefined && models.has(path) && !transactionTypes.includes(path)
}

/** Every such call of the file; none where nothing keeps a connection while other code runs. */
export const connectionUses = perFile((sourceCode): ReadonlyMap<Call, ConnectionUse> => {
  const uses = new Map<Call, ConnectionUse>()
  if (!mentions(sourceCode, roots) || mentions(sourceCode, implicit)) return uses
  for (const call of nodesOf(sourceCode).calls) {
    const use = call.type === 'CallExpression' && !isLinked(call) && !lockUses(sourceCode).has(call) ? useOf(sourceCode, call) : undefined
    if (use) uses.set(call, use)
  }
  const kept = [...uses.values()].some(({ section }) => section) || [...lockUses(sourceCode).values()].some(({ model, does }) => does === 'acquire' && byId.has(model.id))
  return kept ? uses : new Map()
})

/** Whether a call is only part of a longer chain of calls. */
function isLinked(call: TSESTree.CallExpression): boolean {
  const outer = wrapped(call)
  const member = outer.parent
  return member?.type === 'MemberExpression' && member.object === outer && member.parent.type === 'CallExpression' && member.parent.callee === member && !linkOn(call)
}

const MOST_LINKS = 16

interface Chain {
  /** What it starts from. */
  readonly pool: Node
  readonly model: ConnectionModel
  /** The names on the way, the last first; '' for a call of the value itself. */
  readonly names: readonly string[]
  readonly calls: readonly TSESTree.CallExpression[]
}

function useOf(sourceCode: SourceCode, call: TSESTree.CallExpression): ConnectionUse | undefined {
  const chain = chainOf(sourceCode, call)
  const value = chain && valueOf(sourceCode, chain.pool)
  if (!chain || value?.is !== 'place') return undefined
  const { model, names } = chain
  const use = { call, model, pool: fieldGiven(sourceCode, chain.pool) ?? value.place }
  if (names.some((name) => model.holds?.includes(name))) {
    const section = call.arguments.find((each) => functionAt(sourceCode, each))
    return section && { ...use, section }
  }
  return asks(chain) && !isPassed(chain) ? use : undefined
}

/** The field that the constructor keeps its parameter in, of which other methods speak: `constructor(private source: DataSource) { this.users = source.getRepository(User) }`. */
function fieldGiven(sourceCode: SourceCode, node: Node): Place | undefined {
  const parameter = node.type === 'Identifier' ? variableOf(sourceCode, node)?.defs[0] : undefined
  const constructor = parameter?.type === 'Parameter' ? parameter.node : undefined
  const owner = constructor && isFunction(constructor) ? memberOf(constructor) : undefined
  if (!owner || owner.kind !== 'constructor' || !parameter || !isClass(owner.owner)) return undefined
  for (const [name, member] of membersOf(sourceCode, owner.owner)) {
    const isKept = member.field?.type === 'TSParameterProperty' ? parameter.name.parent === member.field : assignedValues(member).some((each) => variableOf(sourceCode, unwrap(each))?.defs[0] === parameter)
    if (isKept) return fieldOfThis(sourceCode, owner.owner, name)
  }
  return undefined
}

/** The way from a pool to a call: `knex('users').where(…).update(…)`, `dataSource.manager.save(…)`, a repository that is kept. */
function chainOf(sourceCode: SourceCode, call: TSESTree.CallExpression): Chain | undefined {
  const names: string[] = []
  const calls: TSESTree.CallExpression[] = []
  let at: Node = call
  for (let i = 0; i < MOST_LINKS; i++) {
    if (at.type !== 'CallExpression') {
      const path = at.type === 'Super' ? undefined : pathOf(sourceCode, standsFor(sourceCode, at))
      const model = path === undefined ? undefined : models.get(path)
      if (model) return names.length > 0 ? { pool: at, model, names, calls } : undefined
    }
    if (at.type === 'CallExpression') {
      if (lockUses(sourceCode).has(at)) return undefined // what it yields is a connection itself
      calls.push(at)
      const callee = unwrap(at.callee)
      if (callee.type !== 'MemberExpression') names.push('')
      else names.push(keyName(callee) ?? '')
      at = callee.type === 'MemberExpression' ? unwrap(callee.object) : callee
    } else if (at.type === 'MemberExpression' && at.object.type !== 'ThisExpression' && at.object.type !== 'Super') {
      names.push(keyName(at) ?? '')
      at = unwrap(at.object)
    } else {
      const [made, second]: readonly Node[] = at.type === 'Identifier' || at.type === 'MemberExpression' ? creationsOf(sourceCode, at) : []
      if (made?.type !== 'CallExpression' || second || calls.includes(made)) return undefined
      at = made
    }
  }
  return undefined
}

function asks({ model, names, calls }: Chain): boolean {
  const methods = names.filter((name) => name !== '')
  if (methods.some((name) => model.plain?.includes(name)) && !methods.slice(0, 1).some((name) => model.asks.test(name) && !model.plain?.includes(name))) return false
  if (calls.some((call) => call.arguments.some((each) => isFunction(each)))) return false
  return names.at(-1) === '' ? model.askedByCall === true : methods[0] !== undefined && model.asks.test(methods[0])
}

/** Whether the statement is told to use another connection, or may be. */
function isPassed({ model, calls }: Chain): boolean {
  return calls.some((call) => {
    const callee = unwrap(call.callee)
    if (callee.type === 'MemberExpression' && model.passedBy?.includes(keyName(callee) ?? '')) return true
    return model.passedIn !== undefined && call.arguments.some((each, i) => mayPass(each, i, model.passedIn ?? ''))
  })
}

function mayPass(argument: Node, index: number, option: string): boolean {
  if (argument.type !== 'ObjectExpression') return index > 0 || argument.type === 'SpreadElement'
  return argument.properties.some((each) => each.type === 'SpreadElement' || keyName(each) === option)
}

import type { TSESTree } from '@typescript-eslint/utils'

import { errorNames } from '../../knowledge/callbacks/index.ts'
import { creatingFlags, exclusiveFlags, fileChecks, type FileUse, fileUses, processNumber, safeOptions, sharedByName } from '../../knowledge/files.ts'
import { linkOn } from '../../utils/chains.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, perNode, type SourceCode } from '../../utils/per-file.ts'
import { type Call, isFunction, isInside, keyName, literalText, type Node, unwrap, walk } from '../../utils/syntax.ts'
import { isNeverReassigned, onlyValue, variableOf } from '../resolve/bindings.ts'
import { recordAt, textAt } from '../resolve/constants.ts'
import { parameterIndex } from '../resolve/functions.ts'
import { apiOf } from '../resolve/denote.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { locationOf, numberOf } from '../resolve/location.ts'
import { ranBy } from '../resolve/promisified.ts'
import { calledFunction } from '../resolve/receiver.ts'
import { checkOf, checksIn, type Region, regionsOf } from './checks.ts'
import { freeBehind } from './free.ts'

/** A file that is asked for first and changed then, by its name both times. */
export interface FileRace {
  readonly check: Call
  readonly use: Call
  readonly does: FileUse['does']
  /** The path, as it is written. */
  readonly path: Node
  /** It holds the number of this process, for others to find. */
  readonly tellsProcesses: boolean
}

const roots = evidenceFrom(fileChecks.keys())

/** Pairs of a check and a use of one path with a gap between them, one for each use. */
export const fileRacesIn = perFile((sourceCode): readonly FileRace[] => {
  if (!mentions(sourceCode, roots)) return []
  const found = new Map<Call, FileRace>()
  for (const call of checksIn(sourceCode)) {
    const check = checkOf(sourceCode, call)
    if (!check || isAfterFailure(call)) continue
    const { path } = check
    const regions = regionsOf(sourceCode, call, check)
    const key = pathKey(sourceCode, path)
    for (const region of key === undefined ? [] : regions) {
      for (const { use, model } of usesIn(sourceCode, region.node).flatMap(bothEnds)) {
        const at = use.arguments[model.path]
        if (!at || found.has(use) || pathKey(sourceCode, at) !== key || movesTheSame(sourceCode, use, model, at)) continue
        const does = clash(sourceCode, region, use, model)
        const isAtOnce = region.perhaps === true || (check.sync && model.sync && !isAwaitBetween(sourceCode, call, use))
        const tells = does !== undefined && tellsProcesses(sourceCode, use, does)
        const isShared = does !== undefined && region.perhaps !== true && isOfManyProcesses(sourceCode, at, does)
        if (does && (!isAtOnce || tells || isShared) && !isForgiven(sourceCode, use, does)) found.set(use, { check: call, use, does, path: at, tellsProcesses: tells })
      }
    }
    for (const { path: free, region, from, isLate } of freeBehind(sourceCode, call, path, regions)) {
      for (const { use, model } of usesIn(sourceCode, region.node)) {
        const at = use.arguments[model.path]
        if (at?.type !== 'Identifier' || found.has(use) || variableOf(sourceCode, at) !== free || clash(sourceCode, region, use, model) !== 'creates') continue
        const isAtOnce = !isLate && check.sync && model.sync && !isAwaitBetween(sourceCode, from, use)
        if (!isAtOnce) found.set(use, { check: call, use, does: 'creates', path: at, tellsProcesses: tellsProcesses(sourceCode, use, 'creates') })
      }
    }
  }
  return [...found.values()]
})

/** `writeFileSync(file, String(process.pid))`: it is made for other processes, and those come between two steps that nothing of this one does. */
function tellsProcesses(sourceCode: SourceCode, { arguments: [, content] }: Call, does: FileRace['does']): boolean {
  if (does !== 'creates' || !content || !mentions(sourceCode, pidRoots)) return false
  const held = unwrap(content)
  return [held, onlyValue(sourceCode, held)].some((root) => root !== undefined && holdsNumber(sourceCode, root))
}

/** `if (!existsSync(cacheDir)) mkdirSync(cacheDir)`: a cache is there for the other processes, too, and the second of them fails. */
function isOfManyProcesses(sourceCode: SourceCode, path: Node, does: FileRace['does']): boolean {
  if (does !== 'makes' && does !== 'removes') return false
  const node = unwrap(path)
  return [node, onlyValue(sourceCode, node)].some((each) => each !== undefined && sharedByName.test(sourceCode.getText(each)))
}

function holdsNumber(sourceCode: SourceCode, root: Node): boolean {
  let holds = false
  walk(sourceCode, root, (node) => {
    holds ||= node.type === 'MemberExpression' && keyName(node) === 'pid' && apiOf(sourceCode, node) === processNumber
    return !holds
  })
  return holds
}

const pidRoots = evidenceFrom([processNumber])

/** Asked because something has failed: to tidy up, or to learn why. What there is to be done has been tried without asking. */
function isAfterFailure(check: Call): boolean {
  for (let child: Node = check, at: Node | undefined = check.parent; at; child = at, at = at.parent) {
    if (at.type === 'CatchClause') return true
    if (at.type === 'IfStatement' && at.consequent === child && at.test.type === 'Identifier' && errorNames.test(at.test.name)) return true
  }
  return false
}

// ---------------------------------------------------------------- paths

/** The same for two expressions that surely name one path: places that are never written again, and what is put together from such. */
function pathKey(sourceCode: SourceCode, expression: Node): string | undefined {
  const node = unwrap(expression)
  const text = literalText(node)
  if (text !== undefined) return JSON.stringify(text)
  const place = locationOf(sourceCode, node)
  if (place) return place.root.kind !== 'variable' || isNeverReassigned(place.root.variable) ? place.key : undefined
  if (node.type !== 'TemplateLiteral' && node.type !== 'CallExpression' && node.type !== 'BinaryExpression') return undefined
  return isStable(sourceCode, node) ? `=${keyText(sourceCode, node)}` : undefined
}

function isStable(sourceCode: SourceCode, root: Node): boolean {
  let stable = true
  walk(sourceCode, root, (node) => {
    if (node.type === 'CallExpression' && !/^node:path#|^node:url#/u.test(apiOf(sourceCode, node.callee) ?? '')) stable = false
    if (isFunction(node) || node.type === 'AwaitExpression') stable = false
    const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
    if (variable && !isNeverReassigned(variable)) stable = false
    return stable
  })
  return stable
}

function keyText(sourceCode: SourceCode, root: Node): string {
  let text = sourceCode.getText(root).replaceAll(/\s+/gu, ' ')
  walk(sourceCode, root, (node) => {
    const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
    if (variable) text += `|${String(numberOf(sourceCode, variable))}`
  })
  return text
}

/** `rename(file + '~', file)`: two who find nothing move one and the same file, so that nothing is overwritten. */
function movesTheSame(sourceCode: SourceCode, use: Call, { moves }: FileUse, path: Node): boolean {
  const from = moves === undefined ? undefined : use.arguments[moves]
  const variable = variableOf(sourceCode, unwrap(path))
  const value = from && (onlyValue(sourceCode, unwrap(from)) ?? from)
  if (!value || !variable || !isStable(sourceCode, value)) return false
  let isMade = false
  let isAlone = true
  walk(sourceCode, value, (node) => {
    const named = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
    if (named === variable) isMade = true
    else if (named && named.defs[0]?.type !== 'ImportBinding') isAlone = false
  })
  return isMade && isAlone
}

// ---------------------------------------------------------------- uses

interface Use { readonly use: Call; readonly model: FileUse }

/** What a call does to the path that it makes, and to the one that is no more then: two who find it both move it, and one of them fails. */
function bothEnds({ use, model }: Use): readonly Use[] {
  const { moves, sync, options } = model
  const own: Use = { use, model }
  return moves === undefined ? [own] : [own, { use, model: { does: 'moves', path: moves, sync, options } }]
}

function usesIn(sourceCode: SourceCode, root: Node): readonly Use[] {
  const found: Use[] = []
  walk(sourceCode, root, (node) => {
    if (node.type !== 'CallExpression') return
    const model = useOf(sourceCode, node)
    if (model) found.push({ use: node, model })
  })
  return found
}

/** What a call does to one of its arguments: by itself, or as a function of this file that hands it on. */
const useOf: (sourceCode: SourceCode, call: Call) => FileUse | undefined = perNode<Call, FileUse | undefined>((sourceCode, call) => {
  const known = fileUses.get(ranBy(sourceCode, call.callee) ?? '')
  if (known) return known
  const target = calledFunction(sourceCode, call)
  if (!target || isInside(call, target)) return undefined
  const [only, second] = usesIn(sourceCode, target.body)
  const argument = only && !second ? only.use.arguments[only.model.path] : undefined
  const index = parameterIndex(sourceCode, target, argument)
  return only && index >= 0 && clash(sourceCode, { node: call, found: only.model.does === 'removes' }, only.use, only.model) && !isForgiven(sourceCode, only.use, only.model.does)
    ? { ...only.model, path: index, options: Number.MAX_SAFE_INTEGER }
    : undefined
}, undefined)

/** How the use depends on the answer; undefined where it does not, or where its options make it safe. */
function clash(sourceCode: SourceCode, { found, onlyTells }: Region, use: Call, { does, options }: FileUse): FileRace['does'] | undefined {
  const given = use.arguments[options]
  const flags = given && flagsOf(sourceCode, given)
  if (given && (flags === 'safe' || (flags !== undefined && exclusiveFlags.test(flags)))) return undefined
  switch (does) {
    case 'makes':
      return found || onlyTells ? undefined : does
    case 'creates':
      return found ? undefined : does
    case 'removes':
    case 'moves':
      return found && !onlyTells ? does : undefined
    case 'opens':
      if (flags !== undefined && creatingFlags.test(flags)) return found ? undefined : 'creates'
      return found && !onlyTells ? does : undefined
  }
}

const CALLBACKS = /^(?:cb|done|next|resolve|reject|callback|\w*Callback)$/u

/** The flags of a call; `safe` for options that make it so, and for options that we cannot read. */
function flagsOf(sourceCode: SourceCode, given: Node): string | undefined {
  const node = recordAt(sourceCode, given) ?? unwrap(given)
  if (isFunction(node)) return undefined
  const text = textAt(sourceCode, node)
  if (text !== undefined) return text
  if (node.type === 'Identifier' && CALLBACKS.test(node.name)) return undefined
  if (node.type !== 'ObjectExpression') return node.type === 'MemberExpression' ? keyName(node) : 'safe'
  for (const each of node.properties) {
    if (each.type === 'SpreadElement') return 'safe'
    const name = keyName(each)
    if (name === undefined || !safeOptions.has(name)) continue
    if (name === 'flag' || name === 'flags') return textAt(sourceCode, each.value) ?? 'safe'
    if (each.value.type !== 'Literal' || each.value.value === true) return 'safe'
  }
  return undefined
}

/** An error of the use is expected: it is caught on the spot, or told apart by its code. What overwrites makes no error. */
function isForgiven(sourceCode: SourceCode, use: Call, does: FileRace['does']): boolean {
  if (does === 'creates') return false
  const link = linkOn(use)
  if (link && link.by !== 'finally') return true
  for (let at: Node = use; at.parent && !isFunction(at); at = at.parent) {
    const statement: Node = at.parent
    if (statement.type === 'TryStatement' && statement.block === at && statement.handler && !handsOn(sourceCode, statement.handler)) return true
  }
  return false
}

/** `catch (error) { next(error) }`, `catch (error) { log(error); throw error }`, `catch { res.sendStatus(500) }`: whatever it is, whoever called hears of it. */
function handsOn(sourceCode: SourceCode, { body: { body } }: TSESTree.CatchClause): boolean {
  const last = body.at(-1)
  // Anything that branches may tell this error from others; what puts something back has kept others out.
  if (!last || body.some((each) => each !== last && !(each.type === 'ExpressionStatement' && each.expression.type === 'CallExpression'))) return false
  if (last.type === 'ThrowStatement') return true
  const call = last.type === 'ExpressionStatement' ? last.expression : last.type === 'ReturnStatement' ? last.argument : undefined
  if (call?.type !== 'CallExpression') return false
  if (answersFailure(sourceCode, call)) return true
  return call.arguments.length === 1 && call.callee.type === 'Identifier' && CALLBACKS.test(call.callee.name) && variableOf(sourceCode, call.callee)?.defs[0]?.type === 'Parameter'
}

/** `res.status(500).json({ message })`: the request has failed, for no fault of whoever has sent it. */
function answersFailure(sourceCode: SourceCode, call: Call): boolean {
  let isFailure = false
  let at: Node = call
  while (at.type === 'CallExpression' || at.type === 'MemberExpression') {
    if (at.type === 'CallExpression') isFailure ||= at.arguments.some((each) => each.type === 'Literal' && typeof each.value === 'number' && each.value >= 500 && each.value < 600)
    at = unwrap(at.type === 'CallExpression' ? at.callee : at.object)
  }
  return isFailure && at.type === 'Identifier' && variableOf(sourceCode, at)?.defs[0]?.type === 'Parameter'
}

function isAwaitBetween(sourceCode: SourceCode, from: Node, to: Node): boolean {
  return nodesOf(sourceCode).awaits.some(({ range }) => range[0] >= from.range[1] && range[1] <= to.range[0])
}

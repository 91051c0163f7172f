import type { TSESTree } from '@typescript-eslint/utils'

import { breakings } from '../../../knowledge/endings.ts'
import { changing, doing, enteredBy } from '../../../knowledge/reading.ts'
import { breakingOffHooks, chosenFiles, oneThread, signalOption } from '../../../knowledge/requests.ts'
import { calledName, callsNamed } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, functionAround, type FunctionNode, isCall, isFunction, isInside, keyName, type Node, propertyOf, unwrap, walkOwn } from '../../../utils/syntax.ts'
import { isParameterOfRun } from '../../callbacks/whole.ts'
import { awaitedAt } from '../../promises/awaited.ts'
import { promiseAnswering } from '../../promises/reactions.ts'
import { isParameterOf, sourcesOf, type Variable, variableOf } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'
import { returnsOf } from '../../resolve/functions.ts'
import { optionsOf, saysThatItChanges } from '../../resolve/options.ts'

/**
 * Whether an answer is that of this run, or comes before those to newer runs: what is waited for changes something, somebody
 * else ends it when a newer run begins, one thread answers in turn, or it is a file that the user has chosen and that is there at once.
 */
export function belongsToRun(sourceCode: SourceCode, owner: FunctionNode, wait: Node): boolean {
  const call = awaitedAt(sourceCode, wait)
  return isCall(call) && (changes(sourceCode, call) || isToldToEnd(sourceCode, owner, call) || isBrokenOffByNext(sourceCode, call) || isReadUntilEnded(sourceCode, owner, call) || isOfOneThread(call) || isChosenFile(sourceCode, call))
}

/** Whether a call makes something, or runs what does so by its name, `createKey.execute(form)`, or says so in its options. */
function changes(sourceCode: SourceCode, call: Call): boolean {
  const callee = unwrap(call.callee)
  const object = callee.type === 'MemberExpression' ? unwrap(callee.object) : undefined
  const names = [calledName(call) ?? '', object?.type === 'Identifier' ? object.name : '']
  return names.map(asMethod).some((name) => changing.test(name) || doing.test(name) || enteredBy.test(name)) || saysThatItChanges(sourceCode, call)
}

/** `DeleteNote(id)` says the same as `deleteNote(id)`. */
function asMethod(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}

/** Whether the request is given a signal of a caller, or one that a function has made for this run: who has made it ends the request before. */
function isToldToEnd(sourceCode: SourceCode, owner: FunctionNode, call: Call): boolean {
  return optionsOf(sourceCode, call).some((options) => {
    const name = signalIn(options)
    if (name?.type !== 'Identifier') return false
    if (isParameterOfRun(sourceCode, owner, name)) return true
    const only = onlySource(sourceCode, name)
    return only !== undefined && unwrap(only).type === 'CallExpression'
  })
}

/** `const [search] = useLazyQuery(SEARCH); … await search({ variables })`. */
function isBrokenOffByNext(sourceCode: SourceCode, { callee }: Call): boolean {
  const name = unwrap(callee)
  const [declared] = (name.type === 'Identifier' && variableOf(sourceCode, name)?.identifiers) || []
  const list = declared?.parent
  const made = list?.type === 'ArrayPattern' && list.elements[0] === declared && list.parent.type === 'VariableDeclarator' ? list.parent.init : null
  return made?.type === 'CallExpression' && breakingOffHooks.has(apiOf(sourceCode, made.callee) ?? '')
}

/** `fetch(url, { signal: stop.signal }).then(async (answer) => show(await answer.json()))`, and `return () => stop.abort()` in the function around: what is not read yet then is never read. */
function isReadUntilEnded(sourceCode: SourceCode, owner: FunctionNode, { callee }: Call): boolean {
  const member = unwrap(callee)
  const [answer] = owner.params
  const request = answer && member.type === 'MemberExpression' && isParameterOf(sourceCode, owner, unwrap(member.object)) ? promiseAnswering(sourceCode, owner) : undefined
  const around = functionAround(owner)
  const call = request && unwrap(request)
  if (!around || !call || !isCall(call)) return false
  const stops = optionsOf(sourceCode, call).flatMap((options) => variableIn(sourceCode, signalIn(options)) ?? [])
  const cleanups = stops.length > 0 ? returnsOf(sourceCode, around).map(unwrap).filter(isFunction) : []
  return cleanups.length > 0 && stops.some((stop) => cleanups.every((cleanup) => endsIn(sourceCode, cleanup, stop)))
}

function endsIn(sourceCode: SourceCode, cleanup: FunctionNode, stop: Variable): boolean {
  return callsNamed(sourceCode, breakings).some((call) => {
    const member = isInside(call, cleanup) ? unwrap(call.callee) : undefined
    return member?.type === 'MemberExpression' && variableIn(sourceCode, unwrap(member.object)) === stop
  })
}

function variableIn(sourceCode: SourceCode, name: Node | undefined): Variable | undefined {
  return name?.type === 'Identifier' ? variableOf(sourceCode, name) : undefined
}

/** Whose signal the options of a request name: `stop`, for `{ signal: stop.signal }`. */
function signalIn(options: TSESTree.ObjectExpression): Node | undefined {
  const signal = propertyOf(options, signalOption)
  const holder = signal && unwrap(signal)
  return holder?.type === 'MemberExpression' ? unwrap(holder.object) : holder
}

/** `await app.worker.search(text)`. */
function isOfOneThread({ callee }: Call): boolean {
  for (let at = unwrap(callee); at.type === 'MemberExpression'; at = unwrap(at.object)) {
    const object = unwrap(at.object)
    if (oneThread.test((object.type === 'MemberExpression' ? keyName(object) : object.type === 'Identifier' ? object.name : '') ?? '')) return true
  }
  return false
}

/** `const [file] = event.target.files; … await file.text()`. */
function isChosenFile(sourceCode: SourceCode, { callee, arguments: given }: Call): boolean {
  const member = unwrap(callee)
  const name = member.type === 'MemberExpression' && given.length === 0 ? unwrap(member.object) : undefined
  const source = name?.type === 'Identifier' ? onlySource(sourceCode, name) : name
  let found = false
  if (source) walkOwn(sourceCode, source, (node) => {
    found ||= node.type === 'MemberExpression' && keyName(node) === chosenFiles
  })
  return found
}

function onlySource(sourceCode: SourceCode, name: Node): Node | undefined {
  const variable = variableOf(sourceCode, name)
  const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
  return source?.kind === 'value' && !second ? source.value : undefined
}

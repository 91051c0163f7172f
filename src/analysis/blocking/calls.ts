import { blocking, synchronousClasses, terminal } from '../../knowledge/blocking.ts'
import { blockingAt } from '../../knowledge/index.ts'
import { isEnding, isEndOfProgram, isStartUp, isStartUpFile } from '../../knowledge/lifecycles.ts'
import { processListeners } from '../../knowledge/roles.ts'
import type { BlockingModel } from '../../knowledge/schema.ts'
import { fileNameOf } from '../../utils/file-name.ts'
import { calledName, callsNamed, isInLoop } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { settingsOf } from '../../utils/settings.ts'
import { type Call, functionAround, type FunctionNode, hasOption, isCall, isClass, isFunction, type Node, ownerOf, unwrap, wrapped } from '../../utils/syntax.ts'
import { nameIn } from '../callbacks/uses.ts'
import { constantOf } from '../loops/constants.ts'
import { promiseAnswering } from '../promises/reactions.ts'
import { textAt } from '../resolve/constants.ts'
import { apiOf } from '../resolve/denote.ts'
import { evidenceFrom, mentions, mentionsAny, rootsOf } from '../resolve/evidence.ts'
import { callsThatMayBe } from '../resolve/own-names.ts'
import { lastName } from '../resolve/path.ts'
import { calledPath } from '../resolve/receiver.ts'
import { isForFew } from '../roles/audience.ts'
import { isSoughtAsCommand } from '../roles/command.ts'
import { type CriticalContext, criticalContexts, waysTo } from '../roles/critical.ts'
import { completionOf, type Handler } from '../roles/handlers.ts'
import { roleOf, threadAt } from '../roles/role.ts'
import { servesOthers } from '../roles/serving.ts'
import { runsAtStart } from '../roles/start-up.ts'
import { timesOf } from '../roles/times.ts'
import { isKept } from './kept.ts'
import { isMadeOnce } from './made.ts'
import { isMuch, isSmall, writtenParts } from './sizes.ts'
import { isCutOff } from './twins.ts'

/** A call that holds the thread until it is done, with the proof that others wait for that thread. */
export interface BlockingCall {
  readonly call: Call
  readonly model: BlockingModel
  /** Who runs it while others wait; absent: whoever imports the module. */
  readonly context?: CriticalContext
  /** What comes of it is kept, and not asked for or made again. */
  readonly isKept?: true
  /** So long passes from one time to the next that hardly anybody meets it. */
  readonly isRare?: true
  /** Nothing but an async function says that others wait: its program may have one user, who waits anyway. */
  readonly isAlone?: true
}

const roots = evidenceFrom(blocking.map(({ path }) => path))
const names: ReadonlySet<string> = new Set(blocking.map(({ path }) => lastName(path)))

/** The blocking calls of this file that others wait for, in source order. */
export const blockingCalls = perFile((sourceCode): readonly BlockingCall[] => {
  const ours = settingsOf(sourceCode).blocking
  if (!mentions(sourceCode, roots) && (ours.length === 0 || !mentionsAny(sourceCode, rootsOf(ours.map(({ path }) => path))))) return []
  const calls = candidates(sourceCode)
  if (calls.length === 0) return []
  const { program, thread } = roleOf(sourceCode)
  if ((program !== 'application' && program !== 'command') || thread === 'worker') return []
  return calls.flatMap((call) => judged(sourceCode, call) ?? [])
})

/** Calls that may be of what blocks. */
function candidates(sourceCode: SourceCode): readonly Call[] {
  const ours = new Set(settingsOf(sourceCode).blocking.map(({ path }) => lastName(path)))
  return callsThatMayBe(sourceCode, (name) => names.has(name) || ours.has(name))
}

function judged(sourceCode: SourceCode, call: Call): BlockingCall | undefined {
  const path = calledPath(sourceCode, call)
  const model = path === undefined ? undefined : (settingsOf(sourceCode).blocking.find((each) => each.path === path) ?? blockingAt(path))
  if (!model || model.forWord || !blocks(model, call) || threadAt(sourceCode, call) === 'worker') return undefined
  const parts = writtenParts(sourceCode, call, model)
  if ((isSmall(sourceCode, call, model) && parts.length === 0) || saysSo(call)) return undefined
  // `spawnSync(editor, [file], { stdio: 'inherit' })`: the user has left this program for another one.
  if (model.on === 'child process' && hasOption(call, terminal.option, terminal.value)) return undefined
  const fn = functionAround(call)
  if (isForFew(sourceCode, call)) return undefined
  const ways = fn ? waysOf(sourceCode, fn, model) : []
  const contexts = ways.filter((each) => !isCutOff(sourceCode, call, each) && (parts.length === 0 || parts.some((part) => isMuch(sourceCode, part, each))))
  const again = isMadeOnce(sourceCode, call) ? [] : contexts.filter((each) => !isKept(sourceCode, call, model, each))
  const often = again.find((each) => !isRare(sourceCode, model, each))
  if (often) return { call, model, context: often, ...(often.kind === 'async' && !servesOthers(sourceCode, often.handler.fn) && { isAlone: true }) }
  if (again[0]) return { call, model, context: again[0], isRare: true }
  if (contexts[0]) return { call, model, context: contexts[0], isKept: true }
  return parts.length === 0 && runsOnImport(sourceCode, call, model) ? { call, model } : undefined
}

/** `setInterval(() => writeFileSync(…), 300_000)`: a moment of the disk every few minutes, or when somebody has put it off. */
function isRare(sourceCode: SourceCode, { on }: BlockingModel, { handler }: CriticalContext): boolean {
  const { kind, at } = handler
  if (on !== 'disk' || kind !== 'timer' || !isCall(at)) return false
  if (calledName(at) !== 'setInterval') return handler.handing?.timing === 'once' && isSetOnce(sourceCode, at, handler)
  const pause = at.arguments[1] && constantOf(sourceCode, at.arguments[1], undefined)
  return pause !== undefined && pause >= RARE
}

/** `setTimeout(() => appendFileSync(…), 0)`: a timer runs as often as it is set. Not where that is done for others, in a loop, or by what it runs. */
function isSetOnce(sourceCode: SourceCode, at: Call, handler: Handler): boolean {
  const setter = functionAround(at)
  if (!setter) return !isInLoop(at, sourceCode.ast)
  if (isInLoop(at, setter) || setter === handler.fn || criticalContexts(sourceCode, setter).length > 0) return false
  return waysTo(sourceCode, setter, (_, fn) => (fn === handler.fn ? handler : undefined)).length === 0
}

const RARE = 60_000

/** Whether a class around says by its name that it works synchronously: `class UnpackSync`. Who wants others to get turns takes its twin. */
function saysSo(call: Call): boolean {
  for (let at: Node | undefined = call.parent; at; at = at.parent) {
    if (isClass(at) && synchronousClasses.test(at.id?.name ?? '')) return true
  }
  return false
}

/** Some functions block in one of their forms only. */
function blocks({ withoutCallback, whenFalse }: BlockingModel, { arguments: given }: Call): boolean {
  if (withoutCallback) return given.every((each) => isPlain(unwrap(each)))
  const flag = whenFalse === undefined ? undefined : given[whenFalse]
  return whenFalse === undefined || (flag?.type === 'Literal' && flag.value === false)
}

/** Surely no callback. */
function isPlain(node: Node): boolean {
  return ['Literal', 'TemplateLiteral', 'ObjectExpression', 'ArrayExpression', 'BinaryExpression', 'MemberExpression'].includes(node.type)
}

const OTHERS_WAIT = new Set(['request', 'message', 'ui', 'timer'])

function handlersTo(sourceCode: SourceCode, fn: FunctionNode): readonly CriticalContext[] {
  return criticalContexts(sourceCode, fn).filter(({ kind }) => OTHERS_WAIT.has(kind))
}

/** Who comes to a function while others wait: handlers, async functions, and where there are none, what the disk, another process or a promise calls back. */
function waysOf(sourceCode: SourceCode, fn: FunctionNode, { on, cheap }: BlockingModel): readonly CriticalContext[] {
  const isEnd = (each: FunctionNode): boolean => startsOrEnds(sourceCode, each)
  const ways = [...handlersTo(sourceCode, fn), ...waysTo(sourceCode, fn, asyncEntry, isEnd)]
  if (ways.length > 0) return ways
  // A moment behind a promise is as likely part of a start.
  const answered = on === 'disk' || cheap ? [] : waysTo(sourceCode, fn, promisedEntry, isEnd)
  return answered.length > 0 ? answered : waysTo(sourceCode, fn, answerEntry, isEnd)
}

/** An async function of an application: it is async because others have something to do meanwhile. Not what starts or ends the program. */
function asyncEntry(sourceCode: SourceCode, fn: FunctionNode): Handler | undefined {
  return fn.async && runsAmongOthers(sourceCode, fn) ? { kind: 'async', fn, at: fn } : undefined
}

/** `ask().then((names) => …)`: as asynchronous as what stands behind an `await`. */
function promisedEntry(sourceCode: SourceCode, fn: FunctionNode): Handler | undefined {
  return promiseAnswering(sourceCode, fn) && runsAmongOthers(sourceCode, fn) && !namesAround(fn).some(isStartOrEnd) ? { kind: 'async', fn, at: fn } : undefined
}

/** `readdir(folder, (error, names) => …)`: who asks so has others that have something to do meanwhile, too. */
function answerEntry(sourceCode: SourceCode, fn: FunctionNode): Handler | undefined {
  const answer = completionOf(sourceCode, fn)
  return answer?.handing?.timing === 'once' && runsAmongOthers(sourceCode, fn) ? answer : undefined
}

function runsAmongOthers(sourceCode: SourceCode, fn: FunctionNode): boolean {
  if (roleOf(sourceCode).program !== 'application' || isSoughtAsCommand(sourceCode) || worksForParent(sourceCode) || isStartUpFile(fileNameOf(sourceCode) ?? '')) return false
  return !startsOrEnds(sourceCode, fn) && timesOf(sourceCode, fn).runs !== 'once'
}

/** The names of the functions around one. */
function namesAround(fn: FunctionNode): readonly string[] {
  const names: string[] = []
  for (let at = functionAround(fn); at; at = functionAround(at)) names.push(nameIn(at) ?? '')
  return names
}

function isStartOrEnd(name: string): boolean {
  return isStartUp(name) || isEnding(name) || isEndOfProgram(name)
}

/** Who awaits the start of something, or its end, does that once. */
function startsOrEnds(sourceCode: SourceCode, fn: FunctionNode): boolean {
  const name = nameIn(fn) ?? ''
  return (fn.async || promiseAnswering(sourceCode, fn) !== undefined) && (runsAtStart(sourceCode, fn) || isEnding(name) || isEndOfProgram(name))
}

/** A process of its own that does what its parent sends it: nobody else waits for its loop. */
const worksForParent = perFile((sourceCode): boolean => {
  const listeners = callsNamed(sourceCode, ['on', 'once', 'addListener'])
  return listeners.some(({ callee, arguments: [event] }) => event && textAt(sourceCode, event) === 'message' && processListeners.includes(apiOf(sourceCode, callee) ?? ''))
})

// ---------------------------------------------------------------- on import

/** A library runs a program because somebody imports it. */
function runsOnImport(sourceCode: SourceCode, call: Call, { on }: BlockingModel): boolean {
  if (on !== 'child process' || roleOf(sourceCode).program !== 'application') return false
  return runsWithModule(call) && sourceCode.ast.body.some(({ type }) => type === 'ExportNamedDeclaration' || type === 'ExportDefaultDeclaration' || type === 'ExportAllDeclaration')
}

/** In the code of the module, or of a function that is called where it is written there. */
function runsWithModule(node: Node): boolean {
  const owner = ownerOf(node)
  if (!isFunction(owner)) return owner.type === 'Program'
  const call = wrapped(owner).parent
  return isCall(call) && unwrap(call.callee) === owner && runsWithModule(call)
}

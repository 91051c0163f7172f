import { nodeOnly, otherRuntimes, pageGlobals, roleTests, selfGlobal, serviceWorkerPaths, threadGlobals, workletPaths } from '../../knowledge/roles.ts'
import { atomicsMethods } from '../../knowledge/shared-memory.ts'
import { callsByName, nodesOf, within } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { besideStatement, type Call, type ClassNode, functionAround, type FunctionNode, isCaught, isClass, isInside, leavesFunction, type Node } from '../../utils/syntax.ts'
import { usesOf } from '../callbacks/uses.ts'
import { isGlobal } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { type CriticalContext, criticalContexts } from '../roles/critical.ts'
import { roleOf, threadAt } from '../roles/role.ts'
import { atomicAt } from '../sharing/atomics.ts'
import { waitsOf } from './waits.ts'

/** A wait that blocks a thread which may not be blocked. */
export interface MainThreadWait {
  readonly wait: Call
  /** Where to say so: the wait, or the call of the lock that waits. */
  readonly at: Call
  /** worklet, service worker, page: blocking is not allowed there, and throws. loop: an event loop that others wait for. */
  readonly thread: 'worklet' | 'service worker' | 'page' | 'loop'
  readonly context?: CriticalContext
  /** It only lets time pass. */
  readonly sleeps: boolean
}

const worklets = evidenceFrom(workletPaths)
const serviceWorkers = evidenceFrom(serviceWorkerPaths)
const nodeRoots = evidenceFrom(nodeOnly)
const otherRoots = evidenceFrom(otherRuntimes)
const pageRoots = evidenceFrom(pageGlobals)
const workerScope = evidenceFrom([selfGlobal, ...threadGlobals.filter((path) => path !== '#addEventListener')])

/** The waits of this file that block a thread which may not be blocked, in source order. */
export const mainThreadWaits = perFile((sourceCode): readonly MainThreadWait[] => {
  const waits = nodesOf(sourceCode).calls.filter((call) => {
    const method = atomicAt(sourceCode, call)
    return method?.does === 'wait' && !method.async && !asksForRole(sourceCode, call)
  })
  if (waits.length === 0) return []
  const special = mentions(sourceCode, worklets) ? 'worklet' : mentions(sourceCode, serviceWorkers) ? 'service worker' : undefined
  const found = waits.flatMap((wait): MainThreadWait[] => {
    const sleeps = isSleep(sourceCode, wait)
    if (special) return [{ wait, at: wait, thread: special, sleeps }]
    const one = onMain(sourceCode, wait)
    return one ? [{ wait, sleeps, ...one }] : []
  })
  return found.filter(({ at }, i) => found.findIndex((other) => other.at === at) === i)
})

/** A word that no other thread changes: the wait lets time pass. */
function isSleep(sourceCode: SourceCode, wait: Call): boolean {
  return wait.arguments.length > 3 && !waitsOf(sourceCode).some(({ call }) => call === wait)
}

function onMain(sourceCode: SourceCode, wait: Call): Pick<MainThreadWait, 'at' | 'thread' | 'context'> | undefined {
  const { program } = roleOf(sourceCode)
  if ((program !== 'application' && program !== 'command') || threadAt(sourceCode, wait) === 'worker' || isWorkerScope(sourceCode)) return undefined
  const fn = functionAround(wait)
  const context = fn && criticalContexts(sourceCode, fn).find((each) => OTHERS_WAIT.has(each.kind) && !each.steps.some(({ at }) => asksForRole(sourceCode, at)))
  const isPage = !mentions(sourceCode, nodeRoots) && !mentions(sourceCode, otherRoots)
  if (context) {
    const at = entryOf(wait, context.steps.flatMap((step) => (step.call ? [{ call: step.call, to: step.to }] : [])))
    if (context.kind === 'ui' && isPage) return isTried(wait) ? undefined : { at, thread: 'page', context }
    return { at, thread: isPage && mentions(sourceCode, pageRoots) ? 'page' : 'loop', context }
  }
  if (!isPage || isTried(wait)) return undefined
  const at = onPage(sourceCode, wait, fn)
  return at && { at, thread: 'page' }
}

/** It talks to the one who started it: `postMessage(…)` of its own scope. */
function isWorkerScope(sourceCode: SourceCode): boolean {
  return mentions(sourceCode, workerScope) && !mentions(sourceCode, pageRoots)
}

const OTHERS_WAIT = new Set(['request', 'message', 'ui', 'timer'])

/** Where a lock of this file waits, the call from outside its class is what goes wrong; otherwise the wait itself. */
function entryOf(wait: Call, steps: readonly { readonly call: Call; readonly to: FunctionNode }[]): Call {
  const lock = classAround(wait)
  const into = lock && steps.find(({ call, to }) => isInside(to, lock) && !isInside(call, lock))
  return into?.call ?? wait
}

function classAround(node: Node): ClassNode | undefined {
  for (let at = node.parent; at; at = at.parent) if (isClass(at)) return at
  return undefined
}

// ---------------------------------------------------------------- pages

const MOST_CALLERS = 24

/** The place where code of a page comes to the wait: it uses the document, or has started the worker that it waits for. */
function onPage(sourceCode: SourceCode, wait: Call, fn: FunctionNode | undefined): Call | undefined {
  if (!fn) return mentions(sourceCode, pageRoots) ? wait : undefined
  const lock = classAround(wait)
  const home = lock ?? sourceCode.ast
  if (startsWorkers(sourceCode).some((call) => (lock ? isInside(call, home) : !classAround(call)))) return wait
  const queue: { readonly at: FunctionNode; readonly steps: readonly { readonly call: Call; readonly to: FunctionNode }[] }[] = [{ at: fn, steps: [] }]
  const seen = new Set([fn])
  for (let entry = queue.shift(); entry && seen.size < MOST_CALLERS; entry = queue.shift()) {
    const { at, steps } = entry
    if (usesPage(sourceCode, at)) return entryOf(wait, steps)
    for (const call of usesOf(sourceCode, at).calls) {
      const from = functionAround(call)
      if (asksForRole(sourceCode, call)) continue
      if (from && !seen.has(from)) {
        seen.add(from)
        queue.push({ at: from, steps: [{ call, to: at }, ...steps] })
      }
    }
  }
  return undefined
}

/** `new Worker(…)` of a page. */
const startsWorkers = perFile((sourceCode) => (callsByName(sourceCode).get('Worker') ?? []).filter((call) => call.type === 'NewExpression' && apiOf(sourceCode, call.callee) === '#Worker'))

const pageNames: ReadonlySet<string> = new Set(pageGlobals.map((path) => path.slice(1)))

/** `document.…`, `window.…`, not asked for with `typeof`. */
function usesPage(sourceCode: SourceCode, fn: FunctionNode): boolean {
  return within(nodesOf(sourceCode).members, fn).some(({ object }) =>
    object.type === 'Identifier' && pageNames.has(object.name) && isGlobal(sourceCode, object) && !asksForRole(sourceCode, object))
}

// ---------------------------------------------------------------- guards

/** Whether code runs only where a condition on the kind of thread holds: around it, or before it in its block. */
function asksForRole(sourceCode: SourceCode, node: Node): boolean {
  let child = node
  for (let at = node.parent; at; child = at, at = at.parent) {
    if (at.type === 'IfStatement' || at.type === 'ConditionalExpression' || at.type === 'WhileStatement') {
      if (at.test !== child && roleTests.test(sourceCode.getText(at.test))) return true
    } else if (at.type === 'LogicalExpression') {
      if (at.right === child && roleTests.test(sourceCode.getText(at.left))) return true
    } else if (at.type === 'BlockStatement' || at.type === 'Program') {
      if (besideStatement(child).before.some((each) => each.type === 'IfStatement' && leavesFunction(each.consequent) && roleTests.test(sourceCode.getText(each.test)))) return true
    }
  }
  return false
}

/** What it throws is caught: to find out whether it may block, or to do without. */
function isTried(wait: Node): boolean {
  return isCaught(wait, functionAround(wait))
}

/** A file that names none of these has no wait. */
export const waitRoots = evidenceFrom(atomicsMethods.keys())

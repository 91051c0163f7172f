import { hookAt, type HookModel, onceForInstance } from '../../knowledge/lifecycles.ts'
import { isInLoop, nodesOf } from '../../utils/nodes.ts'
import { perFile, perNode, type SourceCode } from '../../utils/per-file.ts'
import { type CodeOwner, isCall, isFunction, type Node, ownerOf, wrapped } from '../../utils/syntax.ts'
import { type Handing, handingsOf } from '../callbacks/handed.ts'
import { apiOf } from '../resolve/denote.ts'
import { callersOf, escapes, isExported, memberOf } from '../resolve/functions.ts'
import { handlerOf } from './handlers.ts'

/** How often code runs. */
export interface Times {
  /**
   * once: at most once in a program, as far as this file shows. many: again and again, by what calls it. open: as often as
   * somebody outside this file likes. test: inside a test.
   */
  readonly runs: 'once' | 'many' | 'open' | 'test'
  /** The hook or effect that runs it. */
  readonly hook?: HookModel
  /** The call that took the code: of the hook, or of what runs it many times. */
  readonly at?: Node
}

const ONCE: Times = { runs: 'once' }
const OPEN: Times = { runs: 'open' }

/** How often a function or the code of a module runs. */
export const timesOf: (sourceCode: SourceCode, owner: CodeOwner) => Times = perNode<CodeOwner, Times>((sourceCode, owner) => {
  if (!isFunction(owner)) return ONCE
  const parent = wrapped(owner).parent
  if (isCall(parent) && unwrapCallee(parent) === owner) return around(sourceCode, parent)
  const handings = handingsOf(sourceCode, owner)
  const handler = handlerOf(sourceCode, owner)
  if (handler && !handings.some(({ path }) => path !== undefined && hookAt(path))) return { runs: 'many', at: handler.at }
  if (settingUp(sourceCode).has(owner)) return { runs: 'many' }
  if (handings.length > 0) return most(handings.map((handing) => timesOfHanding(sourceCode, handing)))
  if (memberOf(owner)?.kind === 'constructor' || isExported(sourceCode, owner) || escapes(sourceCode, owner)) return OPEN
  const callers = callersOf(sourceCode, owner)
  if (callers.length === 0) return OPEN
  const answers = callers.map((call) => around(sourceCode, call))
  const found = most(answers)
  return found.runs === 'once' && callers.length > 1 ? OPEN : found
}, OPEN)

/** Functions that say themselves what is to be done when the instance of a component comes or goes: they run for each of them. */
const settingUp = perFile((sourceCode): ReadonlySet<CodeOwner> => {
  const { names } = nodesOf(sourceCode)
  if (![...onceForInstance].some((path) => names.has(path.slice(path.indexOf('#') + 1)))) return new Set()
  return new Set(nodesOf(sourceCode).calls.flatMap((call) => (onceForInstance.has(apiOf(sourceCode, call.callee) ?? '') ? [ownerOf(call)] : [])))
})

function unwrapCallee(call: Node): Node | undefined {
  return call.type === 'CallExpression' ? call.callee : undefined
}

function timesOfHanding(sourceCode: SourceCode, handing: Handing): Times {
  const { path, at } = handing
  const hook = path === undefined ? undefined : hookAt(path)
  if (hook) return { runs: hook.runs === 'each' ? 'many' : hook.runs === 'test' ? 'test' : 'once', hook, at }
  if (handing.elsewhere) return OPEN
  if (handing.critical && handing.timing !== 'now') return { runs: 'many', at }
  switch (handing.timing) {
    case 'many':
      return { runs: 'many', at }
    case 'now':
    case 'once':
      return around(sourceCode, at)
    default:
      return OPEN
  }
}

/** How often the code around a node runs; a loop between them counts as many. */
function around(sourceCode: SourceCode, node: Node): Times {
  const owner = ownerOf(node)
  const times = timesOf(sourceCode, owner)
  return times.runs === 'once' && isInLoop(node, owner) ? { runs: 'many' } : times
}

const ORDER = ['once', 'open', 'many', 'test'] as const

function most(answers: readonly Times[]): Times {
  return answers.reduce((a, b) => (ORDER.indexOf(b.runs) > ORDER.indexOf(a.runs) ? b : a), answers[0] ?? ONCE)
}

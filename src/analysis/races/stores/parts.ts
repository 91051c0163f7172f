import { arrayMethods } from '../../../knowledge/callbacks/language.ts'
import { groupBy } from '../../../utils/group.ts'
import { calledName, callsByName, callsByOwner, callsNamed } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type Asking, type Call, type CodeOwner, type FunctionNode, isCall, isFunction, isInside, nameAtEnd, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { nameIn } from '../../callbacks/uses.ts'
import { sourcesOf, variableOf } from '../../resolve/bindings.ts'
import { functionBehind } from '../../resolve/receiver.ts'
import { helperAt } from '../reads/answers.ts'

/** A call by which code of the file comes to other code of it. */
export interface Step {
  readonly from: CodeOwner
  readonly call: Asking
}

/** A function of the file that the code of an owner runs as part of what it does: a helper, or the callback of an array method. */
export interface Part {
  readonly fn: FunctionNode
  /** The way to it, the step of the owner first. */
  readonly way: readonly [Step, ...Step[]]
  /** What the owner hands over for a value that is made of a parameter: of an element of a list, the list. */
  readonly given: (value: Node) => Node | undefined
}

/** How many functions the way may lead through. */
const MOST_STEPS = 2

/** More calls than this in a function, and we do not look behind each of them. */
const MOST_CALLS = 40

/** The functions of the file that the code of an owner runs with what it gives them. */
export function partsOf(sourceCode: SourceCode, owner: CodeOwner, steps = 0): readonly Part[] {
  const calls = callsByOwner(sourceCode).get(owner) ?? []
  return steps === MOST_STEPS || calls.length > MOST_CALLS ? [] : calls.flatMap((call): readonly Part[] => {
    const { fn, values } = runBy(sourceCode, call) ?? {}
    if (!fn || !values || fn === owner) return []
    const given = (value: Node): Node | undefined => values[parameterIn(sourceCode, fn, value) ?? -1]
    const step = { from: owner, call }
    const inner = partsOf(sourceCode, fn, steps + 1).map((part): Part => ({
      fn: part.fn,
      way: [step, ...part.way],
      given: (value) => {
        const handed = part.given(value)
        return handed && given(handed)
      },
    }))
    return [{ fn, way: [step], given }, ...inner]
  })
}

/** The owners whose code runs a function, as a part of what they do, that makes one of these calls. */
export function ownersAround(sourceCode: SourceCode, names: ReadonlySet<string>): ReadonlySet<CodeOwner> {
  const found = new Set<CodeOwner>()
  let inner = new Set(callsNamed(sourceCode, names).map(ownerOf))
  for (let step = 0; step < MOST_STEPS; step++) {
    const around = new Set([...inner].flatMap((fn) => (isFunction(fn) ? runnersOf(sourceCode, fn) : [])))
    for (const owner of around) found.add(owner)
    inner = around
  }
  return found
}

/** The owners of calls that may run a function: by its name, or as the callback of an array method. */
function runnersOf(sourceCode: SourceCode, fn: FunctionNode): readonly CodeOwner[] {
  const name = nameIn(fn)
  const call = wrapped(fn).parent
  const begun = isCall(call) && call.callee !== wrapped(fn) && arrayMethods.has(calledName(call) ?? '') ? [ownerOf(call)] : []
  if (name === undefined) return begun
  return [...begun, ...[...(callsByName(sourceCode).get(name) ?? []), ...(handedByName(sourceCode).get(name) ?? [])].map(ownerOf)]
}

/** The calls of array methods that are given a function by its name. */
const handedByName = perFile((sourceCode) => groupBy(callsNamed(sourceCode, arrayMethods), ({ arguments: [first] }) => first && nameAtEnd(unwrap(first))))

/** The function that a call runs, and what that gets for its parameters. */
function runBy(sourceCode: SourceCode, call: Call): { readonly fn: FunctionNode; readonly values: readonly Node[] } | undefined {
  const callee = unwrap(call.callee)
  const [first] = call.arguments
  const callback = first && callee.type === 'MemberExpression' && arrayMethods.has(calledName(call) ?? '') ? functionBehind(sourceCode, first) : undefined
  if (callback && callee.type === 'MemberExpression') return { fn: callback, values: [callee.object] }
  const helper = helperAt(sourceCode, call)
  return helper && { fn: helper, values: call.arguments }
}

/** Which parameter of a function a value is, or is taken out of: `letter`, `letter.id`, `id` of `({ id })` and of `const { id } = letter`. */
function parameterIn(sourceCode: SourceCode, fn: FunctionNode, value: Node, depth = 0): number | undefined {
  let at = unwrap(value)
  while (at.type === 'MemberExpression') at = unwrap(at.object)
  const variable = at.type === 'Identifier' ? variableOf(sourceCode, at) : undefined
  const [def] = variable?.defs ?? []
  if (!variable || !def) return undefined
  if (def.type === 'Parameter') return def.node === fn ? fn.params.findIndex((param) => isInside(def.name, param)) : undefined
  const [source, second] = sourcesOf(sourceCode, variable) ?? []
  return source?.kind === 'value' && !second && depth < 2 ? parameterIn(sourceCode, fn, source.value, depth + 1) : undefined
}

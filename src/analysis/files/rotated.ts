import { fileChecks, fileSize, fileUses } from '../../knowledge/files.ts'
import { startOfChain } from '../../utils/chains.ts'
import { callsNamed } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, conjuncts, type FunctionNode, functionAround, isInside, keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { isLocked } from '../races/overlap/guards.ts'
import { entryOf } from '../races/overlap/entries.ts'
import { isSerialized } from '../races/overlap/queued.ts'
import { awaitedAt } from '../promises/awaited.ts'
import { onlyValue, sourcesOf, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { returnsOf } from '../resolve/functions.ts'
import { locationOf } from '../resolve/location.ts'
import { lastName } from '../resolve/path.ts'
import { calledFunction } from '../resolve/receiver.ts'

/** A file that is asked for its size, and put away under another name where that is too large. */
export interface Rotation {
  readonly check: Node
  readonly use: Call
  readonly path: Node
}

const roots = evidenceFrom(fileChecks.keys())

/** The names of functions that give a file another name. */
const MOVING: ReadonlySet<string> = new Set([...fileUses].flatMap(([path, { moves }]) => (moves === undefined ? [] : [lastName(path)])))

/** Files that two runs find too large: the second one puts away what the first has begun anew. */
export const rotationsIn = perFile((sourceCode): readonly Rotation[] => {
  if (!mentions(sourceCode, roots)) return []
  return callsNamed(sourceCode, MOVING).flatMap((use): readonly Rotation[] => {
    const model = fileUses.get(apiOf(sourceCode, use.callee) ?? '')
    const path = model?.moves === undefined || model.sync ? undefined : use.arguments[model.moves]
    const owner = functionAround(use)
    const key = path && locationOf(sourceCode, path)?.key
    const check = owner && key !== undefined ? sizeTestAround(sourceCode, owner, use, key) : undefined
    if (!owner || !path || !check || !entryOf(sourceCode, owner) || isSerialized(sourceCode, owner) || isLocked(sourceCode, check, use)) return []
    return [{ check, use, path }]
  })
})

/** `if (size > MAX) await rename(file, old)`: the question for the size of the file, behind the test around the call. */
function sizeTestAround(sourceCode: SourceCode, owner: FunctionNode, use: Call, key: string): Node | undefined {
  for (let at: Node = use; at.parent && at.parent !== owner; at = at.parent) {
    if (at.parent.type !== 'IfStatement' || at.parent.consequent !== at) continue
    for (const part of conjuncts(at.parent.test)) {
      const asked = part.type === 'BinaryExpression' && /^>=?$/u.test(part.operator) ? askedFor(sourceCode, part.left, 0) : undefined
      if (asked && locationOf(sourceCode, asked.path)?.key === key && isInside(asked.call, owner)) return asked.call
    }
  }
  return undefined
}

/** How far a size is followed through names and functions of the file. */
const MOST_STEPS = 4

/** The call that has asked for a size, and for which path: `info.size`, `const { size } = await stat(file)`, `await this.size()`. */
function askedFor(sourceCode: SourceCode, expression: Node, depth: number): { readonly call: Call; readonly path: Node } | undefined {
  const node = unwrap(expression)
  if (depth > MOST_STEPS) return undefined
  if (node.type === 'MemberExpression') return keyName(node) === fileSize ? statAt(sourceCode, node.object) : undefined
  if (node.type === 'AwaitExpression') return askedBy(sourceCode, awaitedAt(sourceCode, node), depth)
  const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
  if (source?.kind !== 'value' || second) return undefined
  const [step, further] = source.steps
  if (step) return step.name === fileSize && !further ? statAt(sourceCode, source.value) : undefined
  return askedFor(sourceCode, source.value, depth + 1)
}

/** `await stat(file)`, `await stat(file).catch(() => NONE)`, or the name of its answer. */
function statAt(sourceCode: SourceCode, answer: Node): { readonly call: Call; readonly path: Node } | undefined {
  const value = unwrap(onlyValue(sourceCode, answer) ?? answer)
  const call = value.type === 'AwaitExpression' ? startOfChain(awaitedAt(sourceCode, value)) : undefined
  const check = call?.type === 'CallExpression' ? fileChecks.get(apiOf(sourceCode, call.callee) ?? '') : undefined
  const [path] = call?.type === 'CallExpression' ? call.arguments : []
  return call?.type === 'CallExpression' && check?.answers === 'access' && !check.sync && path ? { call, path } : undefined
}

/** A method that answers the size of what its object is about: `try { return (await stat(this.file)).size } catch { return 0 }`. */
function askedBy(sourceCode: SourceCode, call: Node, depth: number): { readonly call: Call; readonly path: Node } | undefined {
  const fn = call.type === 'CallExpression' && call.arguments.length === 0 ? calledFunction(sourceCode, call) : undefined
  if (!fn?.async || call.type !== 'CallExpression') return undefined
  const [asked, second] = returnsOf(sourceCode, fn).flatMap((each) => askedFor(sourceCode, each, depth + 1) ?? [])
  return asked && !second ? { call, path: asked.path } : undefined
}

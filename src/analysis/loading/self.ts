import { spawnAt } from '../../knowledge/index.ts'
import { ownProgram } from '../../knowledge/lives.ts'
import { nodeCommands, otherProgram, ownFile, ownFileOfMeta, sameAddress, sameFile } from '../../knowledge/loading.ts'
import { commandLine } from '../../knowledge/roles.ts'
import type { SpawnModel } from '../../knowledge/schema.ts'
import { spawns } from '../../knowledge/spawns/index.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { fileNameOf } from '../../utils/file-name.ts'
import { type Call, hasTrue, isCall, keyName, literalText, type Node, unwrap } from '../../utils/syntax.ts'
import { onlyValue } from '../resolve/bindings.ts'
import { propertyAt, recordAt, textAt } from '../resolve/constants.ts'
import { apiOf } from '../resolve/denote.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { calledPath } from '../resolve/receiver.ts'

/** How many calls and names a file is followed through. */
const MOST_DEPTH = 6

/** Whether a call starts the very module that it stands in. */
export function startsItself(sourceCode: SourceCode, model: SpawnModel, call: Call): boolean {
  if (model.kind === 'member') return !startsOther(sourceCode)
  if (hasTrue(call.arguments[1], 'eval')) return false
  const [command, list] = call.arguments
  if (command && isNode(sourceCode, command)) {
    const items = list && unwrap(onlyValue(sourceCode, unwrap(list)) ?? list)
    return items?.type === 'ArrayExpression' && items.elements.some((each) => each !== null && each.type !== 'SpreadElement' && isOwnFile(sourceCode, each))
  }
  const entry = model.entry === undefined ? undefined : call.arguments[model.entry]
  return entry !== undefined && isOwnFile(sourceCode, entry)
}

const poolRoots = evidenceFrom(spawns.filter(({ kind }) => kind === 'pool').flatMap(({ spawn }) => spawn))

/** The calls that make a pool whose workers run the file: `new Piscina({ filename: __filename })`. */
export const poolsOfItself = perFile((sourceCode): readonly Call[] => (mentions(sourceCode, poolRoots) ? nodesOf(sourceCode).calls.filter((call) => {
  if (spawnAt(calledPath(sourceCode, call) ?? '')?.kind !== 'pool') return false
  const [options] = call.arguments
  const file = propertyAt(sourceCode, options, 'filename') ?? options
  return file !== undefined && isOwnFile(sourceCode, file)
}) : []))

/** Whether the file makes such a pool. */
export function isPoolOfItself(sourceCode: SourceCode): boolean {
  return poolsOfItself(sourceCode).length > 0
}

function isNode(sourceCode: SourceCode, command: Node): boolean {
  return ownProgram.has(apiOf(sourceCode, unwrap(command)) ?? '') || nodeCommands.has(textAt(sourceCode, command) ?? '')
}

/** `cluster.setupPrimary({ exec })`: what is forked is another program. */
const startsOther = perFile((sourceCode): boolean => nodesOf(sourceCode).calls.some((call) => {
  if (!otherProgram.has(calledPath(sourceCode, call) ?? '')) return false
  const [options] = call.arguments
  const exec = propertyAt(sourceCode, options, 'exec')
  return !recordAt(sourceCode, options) || (exec !== undefined && !isOwnFile(sourceCode, exec))
}))

/** Whether an expression is the file of this module, as a path or an address. */
export function isOwnFile(sourceCode: SourceCode, expression: Node, depth = 0): boolean {
  const node = unwrap(expression)
  const again = (each: Node): boolean => isOwnFile(sourceCode, each, depth + 1)
  if (depth > MOST_DEPTH) return false
  if (node.type === 'MemberExpression') {
    if (node.object.type === 'MetaProperty') return ownFileOfMeta.has(keyName(node) ?? '')
    if (ownFile.has(apiOf(sourceCode, node) ?? '') || isFirstArgument(sourceCode, node)) return true
    return sameAddress.has(keyName(node) ?? '') && again(node.object)
  }
  if (node.type === 'Identifier') {
    if (ownFile.has(apiOf(sourceCode, node) ?? '')) return true
    const value = onlyValue(sourceCode, node)
    return value !== undefined && again(value)
  }
  if (!isCall(node)) return false
  const callee = unwrap(node.callee)
  if (callee.type === 'MemberExpression' && sameAddress.has(keyName(callee) ?? '')) return again(callee.object)
  const [first, second] = node.arguments
  if (!first || !sameFile.has(apiOf(sourceCode, callee) ?? '')) return false
  const named = literalText(first)
  if (named !== undefined) return (second === undefined || again(second)) && isOwnName(sourceCode, named)
  return node.arguments.length === 1 && again(first)
}

/** `process.argv[1]`. */
function isFirstArgument(sourceCode: SourceCode, node: Extract<Node, { type: 'MemberExpression' }>): boolean {
  return keyName(node) === '1' && apiOf(sourceCode, node.object) === commandLine
}

/** `./this-file.js`. */
function isOwnName(sourceCode: SourceCode, name: string): boolean {
  const file = fileNameOf(sourceCode)
  return name === '' || (file !== undefined && name === `./${file.slice(file.lastIndexOf('/') + 1)}`)
}

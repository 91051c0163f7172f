import { connections, responseNames, submissions } from '../../knowledge/streams.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, functionAround, keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { textAt } from '../resolve/constants.ts'
import { apiOf, pathOf } from '../resolve/denote.ts'
import { receiver } from '../resolve/receiver.ts'

const OTHER_ENDS = /['"`](?:close|error|finish|end|aborted)['"`]|\bfinished\s*\(|\bsignal\b|AbortSignal|setTimeout|Promise\.race/u

/** Waits for a stream to have room again that last for ever once the stream is gone. */
export const endlessDrains = perFile((sourceCode): readonly Call[] => {
  if (!nodesOf(sourceCode).names.has('once') || !/['"`]drain['"`]/u.test(sourceCode.text)) return []
  return nodesOf(sourceCode).calls.filter((call) => call.type === 'CallExpression' && isEndless(sourceCode, call))
})

function isEndless(sourceCode: SourceCode, call: Call): boolean {
  const [first, second, options] = call.arguments
  const callee = unwrap(call.callee)
  if (callee.type === 'MemberExpression' && keyName(callee) === 'once' && first && textAt(sourceCode, first) === 'drain') {
    const executor = executorAround(sourceCode, call)
    return executor !== undefined && !takesTasks(sourceCode, callee.object) && !endsOtherwise(sourceCode, executor)
  }
  if (!first || !second || textAt(sourceCode, second) !== 'drain' || options || apiOf(sourceCode, callee) !== 'node:events#once') return false
  // It rejects when there is an error; a connection closes without one.
  return isConnection(sourceCode, first) && !endsOtherwise(sourceCode, call)
}

/** A pool, which says by the same event that nothing waits in it any more. */
function takesTasks(sourceCode: SourceCode, object: Node): boolean {
  const path = pathOf(sourceCode, receiver(sourceCode, object))
  return path !== undefined && [...submissions].some((each) => each.startsWith(`${path}.`))
}

/** `new Promise((resolve) => stream.once('drain', resolve))`: the function that it is made by. */
function executorAround(sourceCode: SourceCode, call: Call): FunctionNode | undefined {
  const fn = functionAround(call)
  const made: Node | undefined = fn?.parent
  return fn && made?.type === 'NewExpression' && made.arguments[0] === fn && apiOf(sourceCode, made.callee) === '#Promise' ? fn : undefined
}

/** The code around it also listens to the end of the stream. */
function endsOtherwise(sourceCode: SourceCode, node: Node): boolean {
  const home = functionAround(node)
  return OTHER_ENDS.test(sourceCode.getText(home ?? node))
}

function isConnection(sourceCode: SourceCode, stream: Node): boolean {
  const path = pathOf(sourceCode, receiver(sourceCode, stream))
  if (path !== undefined) return connections.has(path)
  const node = unwrap(stream)
  return node.type === 'Identifier' && responseNames.has(node.name)
}

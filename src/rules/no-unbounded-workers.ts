import { type OddSize, oddSizesIn } from '../analysis/fanout/sizes.ts'
import { type Spawned, spawnedIn } from '../analysis/fanout/spawned.ts'
import { originText } from '../analysis/loops/words.ts'
import { waitingText } from '../analysis/roles/words.ts'
import type { SourceCode } from '../utils/per-file.ts'
import { lineOf } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'
import { isCall, isFunction, type Node, unwrap } from '../utils/syntax.ts'

type MessageId = 'item' | 'many' | 'request' | 'large' | 'perCore' | 'none' | 'crossed' | 'input'
type Options = readonly [{ readonly allow: readonly string[]; readonly processes: boolean }]

export default createRule<MessageId, Options>({
  name: 'no-unbounded-workers',
  meta: {
    type: 'problem',
    docs: {
      description: 'disallow workers and processes whose number grows with the input or the requests, and pools of a size that cannot be meant',
      category: 'Workers',
      recommended: true,
      strictOptions: [{ allow: [], processes: true }],
    },
    schema: [
      {
        type: 'object',
        properties: {
          allow: {
            description: 'What is called to start them, where it is known that there are few: "Worker", "fork", "runTask".',
            type: 'array',
            items: { type: 'string' },
            uniqueItems: true,
          },
          processes: { description: 'Also report a process for each request.', type: 'boolean' },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{ allow: [], processes: false }],
    messages: {
      item: "A {{noun}} is started for each element of '{{what}}', {{origin}}{{where}}, and none of them waits for another: a long list starts thousands at once, and the machine runs out of memory or handles. {{repair}}.",
      many: 'This starts {{count}} of the {{noun}}s{{where}}, whatever the machine: beyond one for each core they only take memory and turns from each other. Take os.availableParallelism(), or a constant near it.',
      request: '{{who}} starts a {{noun}}{{path}} each time: starting takes longer than most answers, and many clients at once start as many as they like. {{repair}}.',
      large: 'This pool may start {{count}} threads or processes, whatever the machine: beyond one for each core they only take memory and turns from each other. Take os.availableParallelism(), or a constant near it.',
      perCore: 'This pool may start {{count}} threads or processes for each core: beyond one for each core they only take memory and turns from each other. Take os.availableParallelism().',
      none: 'A pool of no threads runs nothing: it throws, or its tasks wait for ever. Take os.availableParallelism().',
      crossed: 'This pool starts at least {{min}} threads and at most {{max}}: it throws, or one of the two is ignored. Let the first be the smaller one.',
      input: "As many threads or processes as '{{what}}', {{origin}}, has elements: a long list starts thousands. Take at most os.availableParallelism(): Math.min({{text}}, os.availableParallelism()).",
    },
  },
  check(context, [{ allow, processes }]) {
    const { sourceCode } = context
    const places = new Set<Node>()
    for (const spawned of spawnedIn(sourceCode)) {
      const node = placeOf(spawned)
      if (places.has(node) || (spawned.kind === 'request' && spawned.start.kind === 'process' && !processes)) continue
      if ([node, spawned.start.call.callee].some((each) => allow.includes(sourceCode.getText(each)))) continue
      places.add(node)
      context.report({ node, messageId: spawned.kind, data: { noun: spawned.start.noun, ...dataOf(sourceCode, spawned) } })
    }
    for (const size of oddSizesIn(sourceCode)) context.report({ node: size.at, messageId: size.kind, data: dataOfSize(sourceCode, size) })
  },
})

/** The call that is repeated; where that is a function that is handed on, what starts the thing. */
function placeOf({ start, ...spawned }: Spawned): Node {
  const at = spawned.kind === 'request' ? start.call : unwrap(spawned.repetition.at)
  return isCall(at) ? at.callee : isFunction(at) ? start.call.callee : at
}

function dataOf(sourceCode: SourceCode, spawned: Spawned): Record<string, string> {
  const { start } = spawned
  if (spawned.kind === 'request') {
    const { who, path } = waitingText(spawned.context)
    return { who: who.charAt(0).toUpperCase() + who.slice(1), path, repair: start.kind === 'pool' ? 'Make one pool when the program starts' : 'Use a pool that is made when the program starts' }
  }
  const { repetition } = spawned
  const where = placeOf(spawned) === start.call.callee ? '' : `, on ${lineOf(start.call)}`
  if (spawned.kind === 'many') return { where, count: spawned.count.toLocaleString('en-US') }
  return {
    where,
    what: repetition.over ? sourceCode.getText(repetition.over) : '',
    origin: originText(repetition.amount),
    repair: start.kind === 'process'
      ? 'Run a few at a time: with p-limit or p-map, or one after the other'
      : start.kind === 'pool' ? 'Make one pool for all of them' : 'Hand the elements to a pool of os.availableParallelism() workers',
  }
}

function dataOfSize(sourceCode: SourceCode, size: OddSize): Record<string, string> {
  switch (size.kind) {
    case 'large':
    case 'perCore':
      return { count: size.count.toLocaleString('en-US') }
    case 'crossed':
      return { min: String(size.min), max: String(size.max) }
    case 'input': {
      const text = sourceCode.getText(size.at)
      return { text, what: text.replace(/\.(?:length|size)$/u, ''), origin: originText(size.amount) }
    }
    case 'none':
      return {}
  }
}

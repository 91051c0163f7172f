import type { TSESLint, TSESTree } from '@typescript-eslint/utils'

import { type Blocking, blockingIn } from '../analysis/loops/blocking.ts'
import type { VainPause } from '../analysis/loops/chunks.ts'
import type { LongWork } from '../analysis/loops/verdict.ts'
import { linesOf, originText, placeOf, subjectOf } from '../analysis/loops/words.ts'
import { nameIn } from '../analysis/callbacks/uses.ts'
import { evidenceFrom, mentions } from '../analysis/resolve/evidence.ts'
import type { CriticalContext } from '../analysis/roles/critical.ts'
import { waitingText } from '../analysis/roles/words.ts'
import { nodeOnly } from '../knowledge/roles.ts'
import type { SourceCode } from '../utils/per-file.ts'
import { lineOf } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'
import { unwrap } from '../utils/syntax.ts'

type MessageIds = 'pairs' | 'nested' | 'search' | 'copy' | 'recursion' | 'counted' | 'rounds' | 'trial' | 'image' | 'long' | 'vainAwait' | 'vainQueue' | 'yield'
type Options = readonly [{ readonly allow?: readonly string[] }?]

const MEANWHILE = 'no other request, timer or message gets a turn meanwhile'

export default createRule<MessageIds, Options>({
  name: 'no-blocking-loop',
  meta: {
    type: 'problem',
    docs: {
      description: 'disallow long loops in code that an event loop runs while others wait',
      category: 'The event loop',
      recommended: true,
    },
    hasSuggestions: true,
    schema: [
      {
        type: 'object',
        properties: {
          allow: {
            description: 'Names of functions whose loops are known to be short.',
            type: 'array',
            items: { type: 'string' },
            uniqueItems: true,
          },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{}],
    messages: {
      pairs: `Each element of '{{what}}', {{origin}}, is held against all of them ({{places}}), and {{who}} does it in one go{{path}}: the time grows with the square of the input, and ${MEANWHILE}. {{repair}}.`,
      nested: `These loops multiply ({{places}}), beginning with '{{what}}', {{origin}}, and {{who}} runs them in one go{{path}}: the time grows much faster than the input, and ${MEANWHILE}. {{repair}}.`,
      search: `All of '{{what}}', {{origin}}, is searched again for each element of '{{other}}' ({{places}}), and {{who}} does it in one go{{path}}: the time grows with the product of both sizes, and ${MEANWHILE}. Look elements up in a Map or Set instead.`,
      copy: `Each round copies all that the rounds before have put together ({{places}}), and {{who}} does it in one go{{path}}: the time grows with the square of '{{what}}', {{origin}}, and ${MEANWHILE}. Add to one object or array instead.`,
      recursion: "'{{name}}' calls itself several times for each step of its input, so that its work doubles or worse with each step, and {{who}} runs it in one go{{path}}: a few dozen steps stop this event loop for good. Remember results, limit the input, or run it in a worker.",
      counted: "'{{what}}', {{origin}}, says how often this loop runs, and {{who}} runs it in one go{{path}}: a large number stops this event loop with all its requests, timers and messages. Check it against a limit first, or run the loop in a worker.",
      rounds: "Each round of this loop is heavy and needs the one before, '{{what}}' says how many there are, and {{who}} runs them in one go{{path}}: no request, timer or message gets a turn before the last. Use what the platform does off this thread, such as crypto.pbkdf2 or crypto.scrypt, or a worker.",
      trial: `This loop tries until something fits, each round is heavy, and {{who}} runs them in one go{{path}}: nobody knows how long it takes, and ${MEANWHILE}. Run it in a worker.`,
      image: `These loops run {{rounds}} rounds for each pixel of an image ({{places}}), and {{who}} waits for them{{path}}: ${MEANWHILE}. {{repair}}.`,
      long: `This runs {{rounds}} rounds in one go, and {{who}} waits for it{{path}}: ${MEANWHILE}. {{repair}}.`,
      vainAwait: "'{{text}}' lets only microtasks run: timers, requests and messages wait until the loop on {{place}} has ended, as if it were not there. Wait for a task: setImmediate in Node, setTimeout in a page.",
      vainQueue: "'{{text}}' runs the next piece before any timer, request or message: all pieces of the loop on {{place}} run as one. Schedule it with setImmediate in Node, with setTimeout or scheduler.postTask in a page.",
      yield: 'Use {{timer}}',
    },
  },
  check(context, [{ allow = [] } = {}]) {
    const { sourceCode } = context
    for (const finding of blockingIn(sourceCode)) if (!isAllowed(finding, allow)) context.report(describe(sourceCode, finding))
  },
})

function isAllowed(finding: Blocking, allow: readonly string[]): boolean {
  const way = finding.kind === 'vain' ? [] : [finding.context.handler.fn, ...finding.context.steps.map(({ to }) => to)]
  return [finding.fn, ...way].some((fn) => allow.includes(nameIn(fn) ?? ''))
}

type Report = TSESLint.ReportDescriptor<MessageIds>

function describe(sourceCode: SourceCode, finding: Blocking): Report {
  switch (finding.kind) {
    case 'vain':
      return vain(sourceCode, finding.pause)
    case 'explosion': {
      const { callee } = finding.explosion.call
      return { loc: callee.loc, messageId: 'recursion', data: { ...waitingText(finding.context), name: sourceCode.getText(unwrap(callee)) } }
    }
    case 'work': {
      const { work, context } = finding
      const [first] = work.loops
      return { loc: first ? placeOf(sourceCode, first) : finding.fn.loc, messageId: wording(work), data: dataOf(sourceCode, work, context) }
    }
  }
}

/** What is done for each element decides what helps: a search is made a lookup, a copy left out, work moved elsewhere. */
function wording({ kind, loops: [first, second, third] }: LongWork): MessageIds {
  if (kind !== 'squared') return kind
  if (!first || !second || third) return 'nested'
  if (second.node.type === 'SpreadElement') return 'copy'
  if (!second.iteration || second.iteration.callback) return 'search'
  const same = first.amount.kind === 'data' && second.amount.kind === 'data' && first.amount.root === second.amount.root
  return same ? 'pairs' : 'nested'
}

function dataOf(sourceCode: SourceCode, work: LongWork, context: CriticalContext): Record<string, string> {
  const [first, second] = work.loops
  const searched = wording(work) === 'search' ? second : first
  return {
    ...waitingText(context),
    what: searched ? subjectOf(sourceCode, searched) : '',
    other: first ? subjectOf(sourceCode, first) : '',
    origin: searched ? originText(searched.amount) : '',
    places: linesOf(work.loops),
    rounds: work.rounds === Infinity ? 'endless' : (work.rounds?.toLocaleString('en-US') ?? 'many'),
    repair: context.kind === 'ui'
      ? 'Run it in a Web Worker, or let others in between rounds: with await scheduler.yield() the page draws and hears its user, with a setTimeout timers and messages get their turn, too'
      : 'Run it in a worker, or let others in between rounds with await new Promise((resolve) => setImmediate(resolve))',
  }
}

const nodeRoots = evidenceFrom(nodeOnly)

function vain(sourceCode: SourceCode, { node, loop, text }: VainPause): Report {
  const timer = mentions(sourceCode, nodeRoots) ? 'setImmediate' : 'setTimeout'
  const data = { text, place: lineOf(loop.node) }
  if (node.type === 'AwaitExpression') {
    const fix: TSESLint.ReportFixFunction = (fixer) => fixer.replaceText(node.argument, `new Promise((resolve) => ${timer}(resolve))`)
    return { node, messageId: 'vainAwait', data, suggest: [{ messageId: 'yield', data: { timer }, fix }] }
  }
  // What is handed to `then` of a promise made on the spot has no such twin.
  const { callee } = node as TSESTree.CallExpression
  const fix: TSESLint.ReportFixFunction = (fixer) => fixer.replaceText(callee, timer)
  return { node: callee, messageId: 'vainQueue', data, suggest: text.includes('(') ? [] : [{ messageId: 'yield', data: { timer }, fix }] }
}

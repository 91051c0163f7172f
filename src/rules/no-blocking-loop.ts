import type { TSESLint, TSESTree } from '@typescript-eslint/utils'

import { type Blocking, blockingIn } from '../analysis/loops/blocking.ts'
import { headOf } from '../analysis/loops/blocks.ts'
import type { VainPause } from '../analysis/loops/chunks.ts'
import type { LongWork } from '../analysis/loops/verdict.ts'
import type { Link } from '../analysis/loops/work.ts'
import { nameOf, memberOf } from '../analysis/resolve/functions.ts'
import { mentions, rootsOf } from '../analysis/resolve/evidence.ts'
import type { CriticalContext } from '../analysis/roles/critical.ts'
import { handlerText } from '../analysis/roles/handlers.ts'
import { nodeOnly } from '../knowledge/roles.ts'
import type { SourceCode } from '../utils/per-file.ts'
import { lineOf } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'
import { type FunctionNode, unwrap } from '../utils/syntax.ts'

type MessageIds = 'pairs' | 'nested' | 'lookup' | 'recursion' | 'counted' | 'rounds' | 'long' | 'vainAwait' | 'vainQueue' | 'yield'
type Options = readonly [{ readonly allow?: readonly string[] }?]

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
      pairs: "This goes through all of '{{what}}' again for each of its elements ({{places}}), and {{who}} does it in one go{{path}}: the time grows with the square of the input, and no other request, timer or message gets a turn meanwhile. {{repair}}",
      nested: "These loops multiply ({{places}}), and {{who}} runs them in one go{{path}}: the time grows much faster than the input, and no other request, timer or message gets a turn meanwhile. {{repair}}",
      lookup: "This searches all of '{{what}}' for each element of a list ({{places}}), and {{who}} does it in one go{{path}}: the time grows with the product of both sizes, and nothing else gets a turn meanwhile. Make a Set or Map of '{{what}}' before the loop.",
      recursion: "'{{name}}' calls itself several times for each step of its input, so the work doubles or worse with each step, and {{who}} runs it in one go{{path}}: a few dozen steps stop this event loop for good. Remember results, limit the input, or run it in a worker.",
      counted: "'{{what}}' comes from outside and says how often this loop runs, and {{who}} runs it in one go{{path}}: a large number stops this event loop, with all requests, timers and messages. Check it against a limit first, or run the loop in a worker.",
      rounds: "Each round of this loop is heavy and needs the one before, and {{who}} runs them all in one go{{path}}: no other request, timer or message gets a turn before the last. Use a function of the platform that does it off this thread, such as crypto.pbkdf2 or crypto.scrypt, or a worker.",
      long: "This runs {{rounds}} rounds in one go, and {{who}} waits for it{{path}}: no other request, timer or message gets a turn meanwhile. {{repair}}",
      vainAwait: "'{{text}}' lets only microtasks run: timers, requests and messages wait until the loop on {{place}} has ended, as if it were not there. Wait for a task: setImmediate in Node, scheduler.yield() or setTimeout in a page.",
      vainQueue: "'{{text}}' runs the next piece before any timer, request or message: all pieces of the loop on {{place}} run as one. Schedule it with setImmediate in Node, setTimeout or scheduler.postTask in a page.",
      yield: 'Use {{timer}}',
    },
  },
  create(context, [{ allow = [] } = {}]) {
    const { sourceCode } = context
    return {
      'Program:exit'() {
        for (const finding of blockingIn(sourceCode)) {
          if (!namesIn(sourceCode, finding).some((name) => allow.includes(name))) context.report(describe(sourceCode, finding))
        }
      },
    }
  },
})

type Report = TSESLint.ReportDescriptor<MessageIds>

function describe(sourceCode: SourceCode, finding: Blocking): Report {
  switch (finding.kind) {
    case 'vain':
      return vain(sourceCode, finding.pause)
    case 'explosion': {
      const { call } = finding.explosion
      return { loc: call.callee.loc, messageId: 'recursion', data: { ...waiting(sourceCode, finding.context), name: sourceCode.getText(unwrap(call.callee)) } }
    }
    case 'work':
      return { loc: placeOf(sourceCode, finding.work.loops[0] as Link), ...wording(finding.work, finding.context), data: { ...data(sourceCode, finding.work, finding.context) } }
  }
}

function wording({ kind, loops }: LongWork, _context: CriticalContext): { readonly messageId: MessageIds } {
  if (kind !== 'squared') return { messageId: kind }
  const [first, second] = loops
  if (loops.length > 2 || !first || !second) return { messageId: 'nested' }
  if (first.amount.kind === 'data' && second.amount.kind === 'data' && first.amount.root === second.amount.root) return { messageId: 'pairs' }
  return { messageId: second.iteration?.callback || !second.iteration ? 'lookup' : 'nested' }
}

function data(sourceCode: SourceCode, { kind, loops, rounds = 0 }: LongWork, context: CriticalContext): Record<string, string> {
  const [first, second] = loops
  const said = kind === 'squared' && wording({ kind, loops, nest: [] }, context).messageId === 'lookup' ? second : first
  const repair = context.kind === 'ui'
    ? 'Run it in a Web Worker, or let others in between rounds with await scheduler.yield().'
    : 'Run it in a worker, or let others in between rounds with await new Promise((resolve) => setImmediate(resolve)).'
  return {
    ...waiting(sourceCode, context),
    what: said?.amount.kind === 'data' ? said.amount.text : 'the list',
    places: placesOf(loops),
    rounds: rounds === Infinity ? 'endless' : rounds.toLocaleString('en-US'),
    repair,
  }
}

function placesOf(loops: readonly Link[]): string {
  const lines = [...new Set(loops.map(({ node }) => String(node.loc.start.line)))]
  return lines.length === 1 ? `line ${lines[0] ?? ''}` : `lines ${lines.slice(0, -1).join(', ')} and ${lines.at(-1) ?? ''}`
}

/** Who waits, and how the handler gets here. */
function waiting(sourceCode: SourceCode, { handler, steps }: CriticalContext): Record<string, string> {
  const calls = steps.filter(({ call }) => call).map(({ to, at }) => `${nameIn(sourceCode, to) ?? 'a function'}() on ${lineOf(at)}`)
  return { who: `${handlerText(handler)} on ${lineOf(handler.at)}`, path: calls.length > 0 ? `, through ${calls.join(', ')}` : '' }
}

function nameIn(sourceCode: SourceCode, fn: FunctionNode): string | undefined {
  return nameOf(sourceCode, fn)?.name ?? memberOf(fn)?.name
}

function namesIn(sourceCode: SourceCode, finding: Blocking): string[] {
  const functions = finding.kind === 'vain' ? [finding.fn] : [finding.fn, finding.context.handler.fn, ...finding.context.steps.map(({ to }) => to)]
  return functions.flatMap((fn) => nameIn(sourceCode, fn) ?? [])
}

function placeOf(sourceCode: SourceCode, { node, iteration }: Link): TSESTree.SourceLocation {
  return iteration ? headOf(sourceCode, iteration) : node.loc
}

// ---------------------------------------------------------------- pauses that are none

const nodeRoots = rootsOf(nodeOnly)

function vain(sourceCode: SourceCode, { node, loop, text }: VainPause): Report {
  const timer = mentions(sourceCode, nodeRoots) ? 'setImmediate' : 'setTimeout'
  const data = { text, place: lineOf(loop.node) }
  if (node.type === 'AwaitExpression') {
    const fix: TSESLint.ReportFixFunction = (fixer) => fixer.replaceText(node.argument, `new Promise((resolve) => ${timer}(resolve))`)
    return { node, messageId: 'vainAwait', data, suggest: [{ messageId: 'yield', data: { timer }, fix }] }
  }
  const call = node as TSESTree.CallExpression
  const suggest: TSESLint.SuggestionReportDescriptor<MessageIds>[] = call.callee.type === 'MemberExpression' && text.includes('(')
    ? []
    : [{ messageId: 'yield', data: { timer }, fix: (fixer) => fixer.replaceText(call.callee, timer) }]
  return { node: call.callee, messageId: 'vainQueue', data, suggest }
}

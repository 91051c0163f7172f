import type { TSESLint } from '@typescript-eslint/utils'

import { type BlockingCall, blockingCalls } from '../analysis/blocking/calls.ts'
import { promisedForm } from '../analysis/blocking/repairs.ts'
import { nameIn } from '../analysis/callbacks/uses.ts'
import { waitingText } from '../analysis/roles/words.ts'
import type { BlockingModel } from '../knowledge/schema.ts'
import type { SourceCode } from '../utils/per-file.ts'
import { createRule } from '../utils/rule.ts'

type MessageIds = 'blocks' | 'inAsync' | 'onImport' | 'await'
interface Options { readonly allow?: readonly string[]; readonly thorough?: boolean }

export default createRule<MessageIds, readonly [Options?]>({
  name: 'no-blocking-call',
  meta: {
    type: 'problem',
    docs: {
      description: 'disallow synchronous calls in code that an event loop runs while others wait',
      category: 'The event loop',
      recommended: true,
      strictOptions: [{ thorough: true }],
    },
    hasSuggestions: true,
    schema: [
      {
        type: 'object',
        properties: {
          allow: {
            type: 'array',
            items: { type: 'string' },
            uniqueItems: true,
            description: 'Names of synchronous functions that may be called, or of functions that may call them.',
          },
          thorough: { type: 'boolean', description: 'Whether calls that are over in microseconds count too, such as existsSync, or made once because their result is kept, the disk every minute or less often, the disk in any async function, and callbacks that are told an error first.' },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{}],
    messages: {
      blocks: '`{{call}}()` {{waits}}, and {{who}} runs it{{path}}: no other request, timer or message gets a turn before it is done. Use {{alternative}}.',
      inAsync: '`{{call}}()` {{waits}} inside {{who}}{{path}}: whoever awaits that waits anyway, and everybody else waits too. Use {{alternative}}.',
      onImport: '`{{call}}()` {{waits}} as soon as this module is imported: every program that imports it stands still until then, whether it needs the result or not. Ask when it is needed, with {{alternative}}.',
      await: 'Use `{{form}}`',
    },
  },
  check(context, [{ allow = [], thorough = false } = {}]) {
    const { sourceCode } = context
    for (const found of blockingCalls(sourceCode)) {
      if ((!thorough && isForThorough(found)) || isAllowed(found, allow)) continue
      context.report(describe(sourceCode, found))
    }
  },
})

/**
 * Over before anybody notices, seldom, or never again. What takes a little longer, and the disk, is noticed where requests wait: that a
 * function is async does not say that anybody else does. That one is called back says less.
 */
function isForThorough({ model, context, isKept, isRare, isAlone }: BlockingCall): boolean {
  if (model.cheap === true || isKept === true || isRare === true || context?.kind === 'completion') return true
  return context?.kind === 'async' && (model.brief === true || (isAlone === true && model.on === 'disk'))
}

function isAllowed({ model, context }: BlockingCall, allow: readonly string[]): boolean {
  const way = context ? [context.handler.fn, ...context.steps.map(({ to }) => to)].map((fn) => nameIn(fn) ?? '') : []
  return [model.path.slice(model.path.search(/[\w$]+(?:\(\))?$/u)), ...way].some((name) => allow.includes(name))
}

const WAITS: Readonly<Record<BlockingModel['on'], string>> = {
  'disk': 'waits for the disk',
  'child process': 'waits for a child process',
  'computation': 'computes on this thread',
  'network': 'waits for the network',
  'another thread': 'waits for another thread',
  'database': 'waits for the database',
  'user': 'waits for the user',
}

function describe(sourceCode: SourceCode, { call, model, context }: BlockingCall): TSESLint.ReportDescriptor<MessageIds> {
  const about = { call: sourceCode.getText(call.callee).replace(/\s*\n\s*/gu, ''), waits: WAITS[model.on], alternative: model.alternative }
  if (!context) return { node: call.callee, messageId: 'onImport', data: about }
  const form = promisedForm(sourceCode, call, model)
  return {
    node: call.callee,
    messageId: context.kind === 'async' ? 'inAsync' : 'blocks',
    data: { ...about, ...waitingText(context) },
    suggest: form ? [{ messageId: 'await', data: { form: form.name }, fix: (fixer) => fixer.replaceText(call, form.text) }] : [],
  }
}

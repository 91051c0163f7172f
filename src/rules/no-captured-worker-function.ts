import { type Captured, capturedOf } from '../analysis/shipped/captured.ts'
import type { SourceCode } from '../utils/per-file.ts'
import { lineOf } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'

export default createRule<'captured', readonly [{ readonly allow?: readonly string[] }?]>({
  name: 'no-captured-worker-function',
  meta: {
    type: 'problem',
    docs: {
      description: 'disallow outside variables in functions that run elsewhere from their source',
      category: 'Messages',
      recommended: true,
    },
    schema: [
      {
        type: 'object',
        properties: {
          allow: {
            description: 'Names that are there where the function runs.',
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
      captured: "{{names}} from around this function, but only its source goes to {{where}} ({{place}}): there the call fails with a ReferenceError. Pass it as an argument, or declare it inside.",
    },
  },
  check(context, [{ allow = [] } = {}]) {
    const { sourceCode } = context
    for (const { shipped, uses } of capturedOf(sourceCode)) {
      const wanted = uses.filter((use) => !allow.includes(sourceCode.getText(use)))
      const [first] = wanted
      if (first) context.report({ node: first, messageId: 'captured', data: { names: namesOf(sourceCode, wanted), where: shipped.where, place: lineOf(shipped.at) } })
    }
  },
})

function namesOf(sourceCode: SourceCode, uses: Captured['uses']): string {
  const names = uses.map((use) => `'${sourceCode.getText(use)}'`)
  const last = names.pop() ?? ''
  return names.length === 0 ? `${last} comes` : `${names.join(', ')} and ${last} come`
}

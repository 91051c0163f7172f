import rule from '../../src/rules/require-lock-release.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Flags past which a caller may go who says so.

/** A tide table that is fetched by one at a time, unless somebody insists. */
const tides = (guard: string, parameters: string, body: readonly string[]): string => text`
  let isFetching = false
  export async function tides(${parameters}) {
    ${guard}
    isFetching = true
    ${body.join('\n    ')}
  }
`
const FETCH = ['await fetch(`/tides/${harbour}`)', 'isFetching = false']
const stuck = (guard: string, parameters = 'harbour, insist = false'): object => ({
  code: tides(guard, parameters, FETCH),
  errors: [{ messageId: 'stuck', line: 4, column: 3 }],
  suggestions: [[{ messageId: 'wrap', output: tides(guard, parameters, ['try {', '  await fetch(`/tides/${harbour}`)', '} finally {', '  isFetching = false', '}']) }]],
})

run(rule, {
  valid: [
    { name: 'lowered in any case', code: tides('if (isFetching && !insist) return', 'harbour, insist = false', ['try { await fetch(`/tides/${harbour}`) } finally { isFetching = false }']) },
    { name: 'past it goes who asks for another one: it says what is shown', code: tides('if (isFetching && harbour === latest) return', 'harbour, latest', FETCH) },
    { name: 'two who may pass', code: tides('if (isFetching && !insist && !again) return', 'harbour, insist, again', FETCH) },
  ],
  invalid: [
    { name: 'who insists goes past it', ...stuck('if (isFetching && !insist) return') },
    { name: 'asked first', ...stuck('if (!insist && isFetching) return') },
    { name: 'one inside the other', ...stuck('if (!insist) { if (isFetching) return }') },
    { name: 'an option', ...stuck('if (isFetching && !insist) return', 'harbour, { insist = false } = {}') },
  ] as never,
})

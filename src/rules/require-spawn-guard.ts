import { type Unguarded, unguardedIn } from '../analysis/loading/unguarded.ts'
import { lineOf } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'

export default createRule<'endless'>({
  name: 'require-spawn-guard',
  meta: {
    type: 'problem',
    docs: {
      description: 'require a test of its role in a module that starts itself as a worker or process',
      category: 'Workers',
      recommended: true,
    },
    schema: [],
    messages: {
      endless: 'This starts the module that it stands in{{path}}, and does so again in each {{noun}} that it starts: one starts the next, until the machine has no room left. Do it only {{guard}}.',
    },
  },
  check(context) {
    for (const { call, model, loading } of unguardedIn(context.sourceCode)) {
      context.report({ node: call.callee, messageId: 'endless', data: { noun: model.noun, path: pathOf(loading), guard: guardFor(model) } })
    }
  },
})

/** ', through start() on line 12'. */
function pathOf({ calls, names }: Unguarded['loading']): string {
  const [first] = calls
  if (!first) return ''
  return names[0] === undefined ? `, by way of ${lineOf(first)}` : `, through ${names[0]}() on ${lineOf(first)}`
}

function guardFor({ kind, spawn }: Unguarded['model']): string {
  if (kind === 'member') return 'where cluster.isPrimary is true'
  if (kind === 'process') return 'where process.send is undefined, or an argument or a variable of the environment says that it is the first'
  return spawn.some((path) => path.startsWith('#')) ? 'on the page: where self is a Window' : 'where isMainThread is true'
}

import type { Loop } from '../../utils/nodes.ts'
import { leavesLoop, type Node, unwrap } from '../../utils/syntax.ts'
import type { TSESTree } from '@typescript-eslint/utils'

/** A loop that may do nothing but ask: what its body consists of. */
export interface Shape {
  readonly loop: Loop
  /** What decides whether it goes on: its own test, and those of `if (…) break`. */
  readonly conditions: readonly Node[]
  /** Values that are put into variables, and expressions that stand alone. */
  readonly values: readonly Node[]
  /** What it waits for. */
  readonly pauses: readonly TSESTree.AwaitExpression[]
  /** It puts something into a variable where a condition holds: `if (existsSync(file)) text = readFileSync(file)`. */
  readonly puts: boolean
}

/** A body with more in it does something. */
const MOST_STATEMENTS = 4

/** What a loop consists of, where it could be one that only asks; no other question is asked, so it costs nothing. */
export function shapeOf(loop: Loop): Shape | undefined {
  if (loop.type === 'ForOfStatement' || loop.type === 'ForInStatement') return undefined
  const { body, test } = loop
  const statements = body.type === 'BlockStatement' ? body.body : [body]
  if (statements.length > MOST_STATEMENTS) return undefined
  const conditions: Node[] = test && !isTrue(test) ? [test] : []
  const values: Node[] = loop.type === 'ForStatement' && loop.update ? [loop.update] : []
  const pauses: TSESTree.AwaitExpression[] = []
  let puts = false
  for (const statement of statements) {
    switch (statement.type) {
      case 'EmptyStatement':
      case 'ContinueStatement':
        break
      case 'IfStatement':
        if (statement.alternate) return undefined
        if (!leavesLoop(statement.consequent)) {
          const put = putIn(statement.consequent)
          if (!put) return undefined
          values.push(put)
          puts = true
          // What is looked at first is what it waits for.
          conditions.unshift(statement.test)
        } else conditions.push(statement.test)
        break
      case 'VariableDeclaration':
        for (const { init } of statement.declarations) if (init) values.push(init)
        break
      case 'ExpressionStatement': {
        const expression = unwrap(statement.expression)
        if (expression.type === 'AwaitExpression') pauses.push(expression)
        else values.push(expression)
        break
      }
      default:
        return undefined
    }
  }
  return conditions.length > 0 ? { loop, conditions, values, pauses, puts } : undefined
}

function isTrue(test: Node): boolean {
  return test.type === 'Literal' && (test.value === true || test.value === 1)
}

/** The assignment that is all there is in a branch. */
function putIn(branch: Node): TSESTree.AssignmentExpression | undefined {
  const [only, second] = branch.type === 'BlockStatement' ? branch.body : [branch]
  return !second && only?.type === 'ExpressionStatement' && only.expression.type === 'AssignmentExpression' && only.expression.left.type === 'Identifier' ? only.expression : undefined
}

import type { SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, isCall, type Node, unwrap } from '../../../utils/syntax.ts'
import { onlyValue } from '../../resolve/bindings.ts'
import { branchAt } from '../../roles/role.ts'
import { usesOfPlace } from '../others/elsewhere.ts'
import { accessesIn } from '../places/accesses.ts'
import type { Place } from '../places/place.ts'
import { callsIn, helperAt } from '../reads/answers.ts'

/**
 * Whether two pieces of code run under opposite answers to one question about the world outside: `if (!kernel()) …` here, and
 * there what follows `if (!kernel()) return`. That the answer turns while one of them waits is not proven.
 */
export function excludeEachOther(sourceCode: SourceCode, one: Node, other: Node): boolean {
  const questions = new Set<FunctionNode>()
  branchAt(one, (test) => {
    const { asked } = questionIn(sourceCode, test)
    if (asked && isAboutOutside(sourceCode, asked)) questions.add(asked)
    return undefined
  })
  return [...questions].some((question) => {
    const [here, there] = [one, other].map((node) => branchAt(node, (test) => {
      const { asked, outcome } = questionIn(sourceCode, test)
      return asked === question ? outcome : undefined
    }))
    return here !== undefined && there !== undefined && here !== there
  })
}

/** The function of this file that a condition asks, and whether its yes is the condition's. */
function questionIn(sourceCode: SourceCode, test: Node): { readonly asked?: FunctionNode | undefined; readonly outcome: boolean } {
  let node = unwrap(test)
  let outcome = true
  while (node.type === 'UnaryExpression' && node.operator === '!') {
    node = unwrap(node.argument)
    outcome = !outcome
  }
  const value = unwrap(onlyValue(sourceCode, node) ?? node)
  return { asked: isCall(value) && value.arguments.length === 0 ? helperAt(sourceCode, value) : undefined, outcome }
}

/** Whether a function answers at once, and from nothing that this file changes. */
function isAboutOutside(sourceCode: SourceCode, fn: FunctionNode): boolean {
  return !fn.async && !fn.generator && accessesIn(sourceCode, fn).reads.every(({ place }) => isLeftAlone(sourceCode, place)) && callsIn(sourceCode, fn).every((call) => !helperAt(sourceCode, call))
}

/** What is in the global object, and this file only reads, is of the world outside. */
function isLeftAlone(sourceCode: SourceCode, place: Place): boolean {
  return place.root.kind === 'global' && usesOfPlace(sourceCode, place).every(({ does }) => does === 'other')
}

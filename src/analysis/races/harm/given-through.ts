import type { SourceCode } from '../../../utils/per-file.ts'
import { isCall, type Node, propertyOf, unwrap } from '../../../utils/syntax.ts'
import { type Source, sourcesOf, type Step, variableOf } from '../../resolve/bindings.ts'
import { returnsOf } from '../../resolve/functions.ts'
import { helperAt } from '../reads/answers.ts'
import type { StaleWrite } from '../reads/stale.ts'

/**
 * Whether what is put back is the very object that was read: a function of the file answers with what it was given, and has only
 * added to it. `const { known } = await makeAll({ known: this.known }); this.known = known`.
 */
export function isGivenThrough(sourceCode: SourceCode, { read, write }: StaleWrite): boolean {
  const answer = write.value && answerOf(sourceCode, write.value)
  const call = answer && unwrap(answer.value)
  const helper = isCall(call) ? helperAt(sourceCode, call) : undefined
  const returned = helper ? returnsOf(sourceCode, helper) : []
  return isCall(call) && returned.length > 0 && returned.every((each) => {
    const part = at(each, answer?.steps ?? [])
    const source = part && onlySource(sourceCode, part)
    if (source?.kind !== 'parameter' || source.of !== helper || source.rest) return false
    const argument = call.arguments[source.index]
    return argument !== undefined && at(argument, source.steps) === unwrap(read.node)
  })
}

/** The call whose awaited answer a value is, or is a part of. */
function answerOf(sourceCode: SourceCode, written: Node): { readonly value: Node; readonly steps: readonly Step[] } | undefined {
  const value = unwrap(written)
  const source = value.type === 'Identifier' ? onlySource(sourceCode, value) : undefined
  const made = source?.kind === 'value' ? unwrap(source.value) : value
  return made.type === 'AwaitExpression' ? { value: made.argument, steps: source?.steps ?? [] } : undefined
}

function onlySource(sourceCode: SourceCode, node: Node): Source | undefined {
  const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  const [only, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
  return second ? undefined : only
}

/** A part of an object that is written out; undefined where it is not. */
function at(whole: Node, steps: readonly Step[]): Node | undefined {
  let node: Node | undefined = unwrap(whole)
  for (const { name, fallback } of steps) {
    const part: Node | undefined = fallback ? undefined : propertyOf(node, name)
    node = part && unwrap(part)
  }
  return node
}

import type { TSESTree } from '@typescript-eslint/utils'

import type { CloneAlgorithm } from '../../knowledge/schema.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { isCall, keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { type Source, sourcesOf, variableOf } from '../resolve/bindings.ts'
import { recordAt, textAt } from '../resolve/constants.ts'
import { classOfObject, membersOf, assignedValues } from '../resolve/members.ts'
import type { Send } from './sends.ts'

const OPTION = 'serialization'

/** How a send writes its value; undefined when the receiver may be set to do it either way. */
export function algorithmOf(sourceCode: SourceCode, { call, sink }: Send): CloneAlgorithm | undefined {
  if (!sink.serialization) return sink.algorithm
  const callee = unwrap(call.callee)
  const made = callee.type === 'MemberExpression' ? makersOf(sourceCode, callee.object) : []
  const set = new Set(made.map((each) => serializationIn(sourceCode, each)))
  if (set.size === 1) return set.has('advanced') ? 'advanced' : set.has('unknown') ? undefined : sink.algorithm
  return set.size === 0 && !sourceCode.text.includes(OPTION) ? sink.algorithm : undefined
}

/** The calls that make the value of a variable or field. */
function makersOf(sourceCode: SourceCode, receiver: Node): readonly Node[] {
  const node = unwrap(receiver)
  if (isCall(node)) return [node]
  if (node.type === 'Identifier') {
    const variable = variableOf(sourceCode, node)
    const sources: readonly Source[] = (variable && sourcesOf(sourceCode, variable)) ?? []
    return sources.flatMap((source) =>
      source.kind === 'value' && source.steps.length === 0 && isCall(unwrap(source.value)) ? [unwrap(source.value)] : [],
    )
  }
  if (node.type !== 'MemberExpression') return []
  const owner = classOfObject(sourceCode, node.object)
  const member = owner && membersOf(sourceCode, owner).get(keyName(node) ?? '')
  return member ? assignedValues(member).map(unwrap).filter(isCall) : []
}

function serializationIn(sourceCode: SourceCode, call: Node): 'advanced' | 'json' | 'unknown' {
  if (!isCall(call)) return 'unknown'
  for (const argument of call.arguments) {
    if (argument.type === 'SpreadElement') return 'unknown'
    const options = recordAt(sourceCode, argument)
    if (options) return inOptions(sourceCode, options)
  }
  return call.arguments.slice(1).some((each) => each.type !== 'ArrayExpression' && each.type !== 'Literal') ? 'unknown' : 'json'
}

function inOptions(sourceCode: SourceCode, options: TSESTree.ObjectExpression): 'advanced' | 'json' | 'unknown' {
  for (const property of options.properties) {
    if (property.type === 'SpreadElement') return 'unknown'
    if (keyName(property) === OPTION)
      return textAt(sourceCode, property.value) === 'advanced' ? 'advanced' : textAt(sourceCode, property.value) === 'json' ? 'json' : 'unknown'
  }
  return 'json'
}

import type { TSESTree } from '@typescript-eslint/utils'

import { changingMethods } from '../../knowledge/requests.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call } from '../../utils/syntax.ts'
import { propertyAt, recordAt, textAt } from './constants.ts'

/** The objects that a call is given as they are written down, there or in a constant. */
export function optionsOf(sourceCode: SourceCode, call: Call): readonly TSESTree.ObjectExpression[] {
  return call.arguments.flatMap((each) => recordAt(sourceCode, each) ?? [])
}

/** Whether a request says in its options that it changes something: `{ method: 'PUT' }`. */
export function saysThatItChanges(sourceCode: SourceCode, call: Call): boolean {
  return optionsOf(sourceCode, call).some((options) => {
    const method = propertyAt(sourceCode, options, 'method')
    return method !== undefined && changingMethods.test(textAt(sourceCode, method) ?? '')
  })
}

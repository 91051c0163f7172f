import type { TSESTree } from '@typescript-eslint/utils'

import { changingMethods } from '../../knowledge/requests.ts'
import { type Call, literalText, propertyOf, unwrap } from '../../utils/syntax.ts'

/** The objects that a call is given as they are written there. */
export function optionsOf(call: Call): readonly TSESTree.ObjectExpression[] {
  return call.arguments.map(unwrap).filter((each) => each.type === 'ObjectExpression')
}

/** Whether a request says in its options that it changes something: `{ method: 'PUT' }`. */
export function saysThatItChanges(call: Call): boolean {
  return optionsOf(call).some((options) => {
    const method = propertyOf(options, 'method')
    return method !== undefined && changingMethods.test(literalText(unwrap(method)) ?? '')
  })
}

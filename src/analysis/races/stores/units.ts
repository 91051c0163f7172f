import { storeWrites, unitsOfWork } from '../../../knowledge/stores.ts'
import { calledName } from '../../../utils/nodes.ts'
import type { Call } from '../../../utils/syntax.ts'

/** Whether a store is asked through what its caller has begun, and has given before the key: `accounts.get(context, id)`. Others do not see what is put there so. */
export function isOfUnit(call: Call): boolean {
  const [first, ...rest] = call.arguments
  const isNamed = first?.type === 'Identifier' && unitsOfWork.test(first.name)
  // With one argument more, a write has but the key and the value.
  return isNamed && rest.length > (storeWrites.has(calledName(call) ?? '') ? 1 : 0)
}

import type { TSESLint } from '@typescript-eslint/utils'

import type { SourceCode } from '../../utils/per-file.ts'
import type { Leaf } from './leaves.ts'
import type { MessageFault } from './faults.ts'

/** A change of the code that makes a message arrive, in words and as an edit. */
export interface Repair {
  readonly text: string
  fix(fixer: TSESLint.RuleFixer): TSESLint.RuleFix[]
}

/** The mechanical repair of a fault; undefined where there is none. */
export function repairOf(_sourceCode: SourceCode, _fault: MessageFault, _leaf: Leaf): Repair | undefined {
  return undefined
}

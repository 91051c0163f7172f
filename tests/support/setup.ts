import { RuleTester } from 'eslint'
import { afterAll, describe, it } from 'vitest'

Object.assign(RuleTester, { afterAll, describe, it, itOnly: it.only })

// Where CI is set, typescript-eslint takes a process for a single run, in which a file parsed twice has no types and a broken tsconfig
// is not named. Our tests mean editors, on every machine.
process.env['TSESTREE_SINGLE_RUN'] = 'false'

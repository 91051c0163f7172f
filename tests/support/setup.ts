import { RuleTester } from 'eslint'
import { afterAll, describe, it } from 'vitest'

Object.assign(RuleTester, { afterAll, describe, it, itOnly: it.only })

// The same program in another form: each form takes a parsed file and returns the edits that make it, none where it has nothing to change.
import { modules } from './forms/modules.mjs'
import { names } from './forms/names.mjs'
import { statements } from './forms/statements.mjs'
import { waits } from './forms/waits.mjs'

export const forms = { ...names, ...modules, ...statements, ...waits }

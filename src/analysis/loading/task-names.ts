import { nodesOf } from '../../utils/nodes.ts'
import { perFile } from '../../utils/per-file.ts'
import { keyName, literalText } from '../../utils/syntax.ts'
import { propertyAt } from '../resolve/constants.ts'

/** Methods of pools that are given the name of an export among their options. */
const METHODS: ReadonlySet<string> = new Set(['run', 'runTask'])

/** The exports that tasks of a pool are asked for by name: `pool.run(job, { name: 'scan' })`. */
export const taskNames = perFile((sourceCode): ReadonlySet<string> =>
  new Set(nodesOf(sourceCode).calls.flatMap(({ callee, arguments: given }) => {
    const name = callee.type === 'MemberExpression' && METHODS.has(keyName(callee) ?? '') ? propertyAt(sourceCode, given.at(-1), 'name') : undefined
    return name ? (literalText(name) ?? []) : []
  })))

import type { TSESTree } from '@typescript-eslint/utils'

import { spawnAt } from '../../knowledge/index.ts'
import { saidTasks, threadData } from '../../knowledge/loading.ts'
import { taskReplies } from '../../knowledge/sinks.ts'
import { spawns } from '../../knowledge/spawns/index.ts'
import type { ReplyModel } from '../../knowledge/schema.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import type { FunctionNode, Node } from '../../utils/syntax.ts'
import { denoteVariable, pathOf } from '../resolve/denote.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { calledPath, functionBehind } from '../resolve/receiver.ts'
import { defaultExportOf } from './exports.ts'

/** A function that a pool of another file runs: only a comment of its own file says so, or what it imports of the pool. */
export interface SaidTask {
  readonly fn: FunctionNode
  readonly model: ReplyModel
}

/** Whoever makes pools or workers speaks of those. */
const makers = evidenceFrom(spawns.filter(({ kind }) => kind === 'pool' || kind === 'worker').flatMap(({ spawn }) => spawn))

/** What the file exports by default, where the comment above that, or at the top of the file, calls it the task of a pool; or where its imports show that. */
export const saidTaskOf = perFile((sourceCode): SaidTask | undefined => shownTaskOf(sourceCode) ?? commentedTaskOf(sourceCode))

/** What the file exports by default, where it reads the data that the pool gives its threads, and makes no pool. */
function shownTaskOf(sourceCode: SourceCode): SaidTask | undefined {
  if (!nodesOf(sourceCode).names.has(threadData) || makesPool(sourceCode)) return undefined
  const model = taskReplies.find(({ path }) => takesDataOf(sourceCode, path.slice(0, path.indexOf('#'))))
  const exported = model && defaultExportOf(sourceCode)
  const fn = exported && functionBehind(sourceCode, exported)
  return fn && { fn, model }
}

function makesPool(sourceCode: SourceCode): boolean {
  return nodesOf(sourceCode).calls.some((call) => call.type === 'NewExpression' && spawnAt(calledPath(sourceCode, call) ?? '') !== undefined)
}

/** `import { workerData } from 'piscina'`, `const { workerData } = require('piscina')`. */
function takesDataOf(sourceCode: SourceCode, module: string): boolean {
  const variables = (sourceCode.scopeManager?.scopes ?? []).flatMap((scope) => (scope.block.type === 'Program' ? scope.variables : []))
  return variables.some((variable) => variable.defs.length > 0 && pathOf(sourceCode, denoteVariable(sourceCode, variable)) === `${module}#${threadData}`)
}

function commentedTaskOf(sourceCode: SourceCode): SaidTask | undefined {
  const said = saidTasks.exec(sourceCode.text)
  const exported = said && !mentions(sourceCode, makers) ? defaultExportOf(sourceCode) : undefined
  const fn = exported && functionBehind(sourceCode, exported)
  if (!fn) return undefined
  const comments = [sourceCode.ast.body[0], statementOf(fn), statementOf(exported)].flatMap((each) => (each ? sourceCode.getCommentsBefore(each) : []))
  return comments.flatMap(({ value }) => modelOf(value) ?? []).map((model) => ({ fn, model }))[0]
}

function statementOf(node: Node): Node {
  let at = node
  while (at.parent && at.parent.type !== 'Program') at = at.parent
  return at
}

function modelOf(comment: TSESTree.Comment['value']): ReplyModel | undefined {
  const { groups } = saidTasks.exec(`/*${comment}`) ?? {}
  const name = (groups?.['of'] ?? groups?.['by'])?.toLowerCase()
  return name === undefined ? undefined : taskReplies.find(({ path }) => path.startsWith(`${name}#`))
}

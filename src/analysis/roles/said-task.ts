import type { TSESTree } from '@typescript-eslint/utils'

import { saidTasks } from '../../knowledge/loading.ts'
import { taskReplies } from '../../knowledge/sinks.ts'
import { spawns } from '../../knowledge/spawns/index.ts'
import type { ReplyModel } from '../../knowledge/schema.ts'
import { perFile } from '../../utils/per-file.ts'
import type { FunctionNode, Node } from '../../utils/syntax.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { functionBehind } from '../resolve/receiver.ts'
import { defaultExportOf } from './exports.ts'

/** A function that a pool of another file runs: nothing but a comment of its own file says so. */
export interface SaidTask {
  readonly fn: FunctionNode
  readonly model: ReplyModel
}

/** Whoever makes pools or workers speaks of those. */
const makers = evidenceFrom(spawns.filter(({ kind }) => kind === 'pool' || kind === 'worker').flatMap(({ spawn }) => spawn))

/** What the file exports by default, where the comment above that, or at the top of the file, calls it the task of a pool. */
export const saidTaskOf = perFile((sourceCode): SaidTask | undefined => {
  const said = saidTasks.exec(sourceCode.text)
  const exported = said && !mentions(sourceCode, makers) ? defaultExportOf(sourceCode) : undefined
  const fn = exported && functionBehind(sourceCode, exported)
  if (!fn) return undefined
  const comments = [sourceCode.ast.body[0], statementOf(fn), statementOf(exported)].flatMap((each) => (each ? sourceCode.getCommentsBefore(each) : []))
  return comments.flatMap(({ value }) => modelOf(value) ?? []).map((model) => ({ fn, model }))[0]
})

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

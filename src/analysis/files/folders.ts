import { folderChanges, folderChangesByName, joining } from '../../knowledge/files.ts'
import { calledName, callsByOwner, callsWhere } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, isFunction, type Node, ownerOf, unwrap, walkOwn, wrapped } from '../../utils/syntax.ts'
import { flowOf } from '../flow/flow.ts'
import { eventsOf } from '../flow/graph.ts'
import { reaches } from '../flow/reach.ts'
import { variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { lastName } from '../resolve/path.ts'
import { calledFunction } from '../resolve/receiver.ts'

/** A folder that is still being made, emptied or removed while the code goes on with it. */
export interface UnfinishedFolder {
  /** What changes it, and nobody waits for. */
  readonly call: Call
  readonly path: Node
  /** What uses it then. */
  readonly use: Call
}

const names: ReadonlySet<string> = new Set([...folderChanges].map(lastName))

/** The folders that the file does not wait for, and uses. */
export const unfinishedFoldersIn = perFile((sourceCode): readonly UnfinishedFolder[] => callsWhere(sourceCode, changesFolders).flatMap((call): readonly UnfinishedFolder[] => {
  if (wrapped(call).parent?.type !== 'ExpressionStatement') return []
  const [path, ...others] = call.arguments
  if (path?.type !== 'Identifier' || others.some((each) => isFunction(unwrap(each))) || !isPromised(sourceCode, call)) return []
  const use = laterUse(sourceCode, call, path)
  return use ? [{ call, path, use }] : []
}))

function changesFolders(name: string): boolean {
  return names.has(name) || folderChangesByName.test(name)
}

function isPromised(sourceCode: SourceCode, call: Call): boolean {
  const path = apiOf(sourceCode, call.callee)
  if (path !== undefined && folderChanges.has(path)) return true
  return folderChangesByName.test(calledName(call) ?? '') && calledFunction(sourceCode, call)?.async === true
}

/** A later call in the same code that is given a path in the folder: `write(join(dir, 'a'), text)`. */
function laterUse(sourceCode: SourceCode, call: Call, path: Node): Call | undefined {
  const owner = ownerOf(call)
  const flow = flowOf(sourceCode, owner)
  const folder = variableOf(sourceCode, path)
  const [from] = eventsOf(flow, call)
  if (flow.imprecise || !folder || from === undefined) return undefined
  return (callsByOwner(sourceCode).get(owner) ?? []).find((each) => each.range[0] > call.range[1] && !isJoin(sourceCode, each)
    && each.arguments.some((argument) => isWithin(sourceCode, unwrap(argument), (node) => variableOf(sourceCode, node) === folder))
    && eventsOf(flow, each).some((to) => reaches(flow, from, to)))
}

function isJoin(sourceCode: SourceCode, { callee }: Call): boolean {
  return joining.has(apiOf(sourceCode, callee) ?? '')
}

/** Whether a path lies in the folder: it is joined from it, or a text that begins with it. */
function isWithin(sourceCode: SourceCode, node: Node, isFolder: (node: Node) => boolean): boolean {
  const [first] = node.type === 'TemplateLiteral' ? node.expressions : node.type === 'CallExpression' && isJoin(sourceCode, node) ? node.arguments : []
  if (first === undefined || (node.type === 'TemplateLiteral' && node.quasis[0]?.value.raw !== '')) return false
  let found = false
  walkOwn(sourceCode, first, (each) => {
    found ||= each.type === 'Identifier' && isFolder(each)
  })
  return found
}

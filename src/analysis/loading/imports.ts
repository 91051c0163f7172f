import { spawnAt } from '../../knowledge/index.ts'
import { commands, entryNames, serves, starters, workerModules } from '../../knowledge/loading.ts'
import { pageGlobals, pageStores } from '../../knowledge/roles.ts'
import { spawns } from '../../knowledge/spawns/index.ts'
import { fileNameOf } from '../../utils/file-name.ts'
import { nodesOf, calledName } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, isCall, isFunction, keyName, type Node, ownerOf, unwrap } from '../../utils/syntax.ts'
import { blockingCalls } from '../blocking/calls.ts'
import { trailFrom } from '../handles/follow.ts'
import { spawnModelOf } from '../handles/spawns.ts'
import { isGlobal, variableOf } from '../resolve/bindings.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { calledPath } from '../resolve/receiver.ts'
import { roleOf, threadAt } from '../roles/role.ts'
import { isGuarded, isRoleTest } from './guards.ts'
import { type Loading, loadingOf } from './loaded.ts'
import { startsItself } from './self.ts'

/** Something that begins because somebody imports the module. */
export interface Import {
  readonly call: Call
  /** In words for a message. */
  readonly noun: string
  readonly isCommand: boolean
  readonly loading: Loading
}

const KINDS: ReadonlySet<string> = new Set(['worker', 'process', 'member', 'channel'])
const pageNames: ReadonlySet<string> = new Set([...pageGlobals, ...pageStores].map((path) => path.slice(1)))
const pageRoots = evidenceFrom([...pageGlobals, ...pageStores])
const roots = evidenceFrom([...spawns.filter(({ kind }) => KINDS.has(kind)).flatMap(({ spawn }) => spawn), ...commands])

/** What the module starts by being imported, where it is a module that others import. */
export const startedByImport = perFile((sourceCode): readonly Import[] => {
  if (!mentions(sourceCode, roots) && !importsStarter(sourceCode)) return []
  if (!hasExports(sourceCode) || isEntry(sourceCode)) return []
  const reported = new Set(blockingCalls(sourceCode).map(({ call }) => call))
  return nodesOf(sourceCode).calls.flatMap((call): Import[] => {
    const noun = reported.has(call) ? undefined : nounOf(sourceCode, call)
    if (noun === undefined || threadAt(sourceCode, call) === 'worker') return []
    const loading = loadingOf(sourceCode, call, (at) => isGuarded(sourceCode, at, (test) => isRoleTest(sourceCode, test)))
    return loading && !isOneOfMany(sourceCode, call) ? [{ call, noun, isCommand: commands.has(calledPath(sourceCode, call) ?? ''), loading }] : []
  })
})

function nounOf(sourceCode: SourceCode, call: Call): string | undefined {
  const path = calledPath(sourceCode, call)
  if (path !== undefined && commands.has(path)) return 'child process'
  const model = spawnModelOf(sourceCode, call)
  if (model?.kind === 'channel' && path?.startsWith('#') && isForPage(sourceCode)) return undefined
  if (model && KINDS.has(model.kind)) {
    // What starts itself is the matter of another rule.
    return startsItself(sourceCode, model, call) ? undefined : model.noun
  }
  return isStarter(sourceCode, call) ? 'worker' : undefined
}

/** Whether what a call starts is kept in a list of such: a pool, that is made once. */
function isOneOfMany(sourceCode: SourceCode, call: Call): boolean {
  const path = calledPath(sourceCode, call)
  const model = spawnModelOf(sourceCode, call)
  return model !== undefined && KINDS.has(model.kind) && path !== undefined && !commands.has(path) && spawnAt(path) === model && trailFrom(sourceCode, model, call).isOneOfMany
}

/** Whether loading the module uses a page, whatever it runs in: it is loaded nowhere else, and a page is not kept alive by a channel. */
const isForPage = perFile((sourceCode): boolean => mentions(sourceCode, pageRoots) && nodesOf(sourceCode).members.some(({ object }) =>
  object.type === 'Identifier' && pageNames.has(object.name) && isGlobal(sourceCode, object) && !isFunction(ownerOf(object)) && !isGuarded(sourceCode, object, (test) => isRoleTest(sourceCode, test))))

/** A call of a function of another file whose name says what it starts, or of a module that stands for a worker. */
function isStarter(sourceCode: SourceCode, call: Call): boolean {
  const callee = unwrap(call.callee)
  const def = callee.type === 'Identifier' ? variableOf(sourceCode, callee)?.defs[0] : undefined
  if (callee.type !== 'Identifier' || def?.type !== 'ImportBinding' || def.parent?.type !== 'ImportDeclaration') return false
  const from = def.parent.source.value
  if (call.type === 'NewExpression') return workerModules.test(from)
  return from.startsWith('.') && starters.test(callee.name)
}

const importsStarter = perFile((sourceCode): boolean => sourceCode.ast.body.some((statement) => statement.type === 'ImportDeclaration'
  && (workerModules.test(statement.source.value) || (statement.source.value.startsWith('.') && statement.specifiers.some(({ local }) => starters.test(local.name))))))

/** Whether others can get at something in the module: types alone do not count. */
function hasExports(sourceCode: SourceCode): boolean {
  return sourceCode.ast.body.some((statement) => {
    if (statement.type === 'ExportDefaultDeclaration') return true
    if (statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportAllDeclaration') return statement.exportKind !== 'type'
    return statement.type === 'ExpressionStatement' && statement.expression.type === 'AssignmentExpression' && isExports(statement.expression.left)
  })
}

/** `module.exports = …`, `exports.run = …`. */
function isExports(target: Node): boolean {
  if (target.type !== 'MemberExpression') return false
  const object = unwrap(target.object)
  if (object.type === 'Identifier') return object.name === 'exports' || (object.name === 'module' && keyName(target) === 'exports')
  return isExports(object)
}

/** Whether a program starts from the file: commands, workers, scripts, and what begins to serve when it is loaded. */
function isEntry(sourceCode: SourceCode): boolean {
  const { program, thread } = roleOf(sourceCode)
  if (program !== 'application' || thread === 'worker') return true
  const file = fileNameOf(sourceCode)
  if (file !== undefined && entryNames.test(file.slice(file.lastIndexOf('/') + 1))) return true
  return nodesOf(sourceCode).calls.some((call) => isCall(call) && serves.has(calledName(call) ?? '') && !isFunction(ownerOf(call)))
}

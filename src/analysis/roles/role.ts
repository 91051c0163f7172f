import { developerScopes, indexNames, mainThreadTests, pageGlobals, programFolders, programNames, programPackages, selfGlobal, testedPackages, testRunners, threadGlobals, toolPackages, workerFolders, workerHandlers, workerOnly } from '../../knowledge/roles.ts'
import { fileNameOf } from '../../utils/file-name.ts'
import { pathPattern } from '../../utils/pattern.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, perNode, type SourceCode } from '../../utils/per-file.ts'
import { settingsOf } from '../../utils/settings.ts'
import { functionAround, type FunctionNode, isFunction, isInside, keyName, leavesFunction, type Node, unwrap, walk, wrapped } from '../../utils/syntax.ts'
import { usesOf } from '../callbacks/uses.ts'
import { saidTaskOf } from './said-task.ts'
import { packageOf, textOf } from '../port.ts'
import type { Reference } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { isExported } from '../resolve/functions.ts'
import { isCommand } from './command.ts'
import { lastName } from '../resolve/path.ts'
import { shippedOf } from '../shipped/shipped.ts'
import { isScriptOf } from './scripts.ts'

/** Which thread runs a file, and as part of what kind of program. */
export interface Role {
  /** both: guards in the file tell the sides apart (`threadAt`). */
  readonly thread: 'main' | 'worker' | 'both' | 'unknown'
  /** command: runs once for one user. test, config, script: not part of what is shipped. */
  readonly program: 'application' | 'command' | 'test' | 'config' | 'script'
}

/** The role of the file, by what it imports and uses, by its name, its package and `settings.concurrency.entries`. */
export const roleOf = perFile((sourceCode): Role => ({
  // Each is found when it is asked for: most rules ask for one of them, and in few files.
  get thread() {
    return thread(sourceCode)
  },
  get program() {
    return program(sourceCode)
  },
}))

const thread = perFile((sourceCode) => threadOf(sourceCode))
const program = perFile((sourceCode) => programOf(sourceCode))

// ---------------------------------------------------------------- program

function programOf(sourceCode: SourceCode): Role['program'] {
  const named = byName(sourceCode)
  if (named && named !== 'worker') return named
  if (importsRunner(sourceCode)) return 'test'
  return isCommand(sourceCode) ? 'command' : 'application'
}

/** `import { it } from 'vitest'`: of more than types. */
function importsRunner({ ast }: SourceCode): boolean {
  return ast.body.some((statement) => statement.type === 'ImportDeclaration' && statement.importKind !== 'type' && testRunners.has(statement.source.value))
}

/** Whether the file is no part of what is shipped: a test, a configuration, a script. */
export function isAside(sourceCode: SourceCode): boolean {
  const { program } = roleOf(sourceCode)
  return program === 'test' || program === 'config' || program === 'script'
}

/** Whether the file's own name says that it is a test, a configuration or a script: the first part of the answer of `roleOf`, which looks at nothing else. */
export const isNamedAside = perFile((sourceCode): boolean => {
  const named = byOwnName(fileNameOf(sourceCode))
  return named !== undefined && named !== 'worker'
})

type Named = 'test' | 'config' | 'script' | 'command' | 'worker'

function byOwnName(file: string | undefined): Named | undefined {
  const name = file?.slice(file.lastIndexOf('/') + 1)
  return name === undefined ? undefined : programNames.find(([pattern]) => pattern.test(name))?.[1]
}

function byName(sourceCode: SourceCode): Named | undefined {
  const file = fileNameOf(sourceCode)
  if (file === undefined) return undefined
  const known = byOwnName(file)
  if (known) return known
  const name = file.slice(file.lastIndexOf('/') + 1)
  const home = packageOf(sourceCode)
  if (home === undefined || !file.startsWith(`${home.dir}/`)) return undefined
  if (testedPackages.test(home.dir)) return 'test'
  const folder = file.slice(home.dir.length + 1, file.length - name.length)
  if (folder.includes('fixtures/')) return undefined
  const inFolder = programFolders.find(([pattern]) => pattern.test(folder))?.[1]
  // Of what a folder of commands holds, developers alone run some.
  if ((inFolder === undefined || inFolder === 'command') && isScriptOf(home, file)) return 'script'
  return inFolder ?? byPackage(home.name ?? '') ?? (isAmongTools(home.dir) ? 'script' : undefined)
}

/** Whether a package lies among the tools of the repository that it is part of, and not somewhere on a machine in a folder called so. */
function isAmongTools(dir: string): boolean {
  const root = toolPackages.exec(dir)?.[1]
  return root !== undefined && textOf(`${root}/package.json`) !== undefined
}

function byPackage(name: string): Named | undefined {
  if (developerScopes.test(name)) return 'script'
  const last = name.slice(name.lastIndexOf('/') + 1)
  return programPackages.find(([pattern]) => pattern.test(last))?.[1]
}

// ---------------------------------------------------------------- thread

const workerRoots = evidenceFrom([...workerOnly, ...workerHandlers])
const mainRoots = evidenceFrom(mainThreadTests)
const selfRoots = evidenceFrom([selfGlobal])
const threadRoots = evidenceFrom(threadGlobals)
const pageRoots = evidenceFrom(pageGlobals)

function threadOf(sourceCode: SourceCode): Role['thread'] {
  const isWorker = byName(sourceCode) === 'worker' || isListedEntry(sourceCode) || usesOnlyOfWorkers(sourceCode) || isPartOfWorker(sourceCode) || saidTaskOf(sourceCode) !== undefined
  const hasGuard = mentions(sourceCode, mainRoots) && usesAny(sourceCode, new Set(mainThreadTests))
  if (hasGuard) return 'both'
  return isWorker ? 'worker' : 'unknown'
}

function isListedEntry(sourceCode: SourceCode): boolean {
  const file = fileNameOf(sourceCode)
  return file !== undefined && settingsOf(sourceCode).entries.some((pattern) => pathPattern(pattern).test(file))
}

const ofWorkers = new RegExp(`\\b(?:${workerOnly.filter((path) => /^(?:node:worker_threads)?#/u.test(path)).map(lastName).join('|')})\\b`, 'u')
const ofBoth = new RegExp(`\\b(?:${mainThreadTests.map(lastName).join('|')})\\b`, 'u')

/** In a folder of workers, beside an index that runs in one. */
function isPartOfWorker(sourceCode: SourceCode): boolean {
  const file = fileNameOf(sourceCode)
  const folder = file === undefined ? undefined : workerFolders.exec(file)?.[0]
  if (folder === undefined) return false
  const text = indexNames.map((name) => textOf(`${folder}/${name}`)).find((each) => each !== undefined)
  return text !== undefined && ofWorkers.test(text) && !ofBoth.test(text)
}

function usesOnlyOfWorkers(sourceCode: SourceCode): boolean {
  if (mentions(sourceCode, selfRoots) && mentions(sourceCode, threadRoots) && !mentions(sourceCode, pageRoots)) return true
  return mentions(sourceCode, workerRoots) && (usesAny(sourceCode, new Set(workerOnly)) || setsUpWorker(sourceCode))
}

const namesOfPaths = (paths: ReadonlySet<string>): ReadonlySet<string> => new Set([...paths].map(lastName))

/** Whether an expression of the file (not its imports) stands for one of the paths. Few of all references have a name that makes it worth asking. */
function usesAny(sourceCode: SourceCode, paths: ReadonlySet<string>): boolean {
  const names = namesOfPaths(paths)
  const written = nodesOf(sourceCode).names
  if (![...names].some((name) => written.has(name))) return false
  for (const scope of sourceCode.scopeManager?.scopes ?? []) {
    for (const { identifier, resolved } of scope.references) {
      const node = identifier as Node
      const member = node.parent?.type === 'MemberExpression' && node.parent.object === node && names.has(keyName(node.parent) ?? '') ? node.parent : undefined
      if (!member && !names.has(identifier.name) && !isRenamed(resolved, names)) continue
      if (paths.has(apiOf(sourceCode, member ?? node) ?? '')) return true
    }
  }
  return false
}

/** Whether a variable may have another name than the one it is known by where it comes from. */
function isRenamed(variable: Reference['resolved'], names: ReadonlySet<string>): boolean {
  return variable?.defs.some(({ node }) => {
    if (node.type === 'ImportSpecifier') return node.imported.type === 'Identifier' && names.has(node.imported.name)
    return node.type === 'VariableDeclarator' && node.id.type === 'ObjectPattern'
  }) === true
}

/** `onmessage = …`, `self.onmessage = …` where the file starts; what names the window is a page. */
function setsUpWorker(sourceCode: SourceCode): boolean {
  let found = false
  walk(sourceCode, sourceCode.ast, (node) => {
    if (found || isFunction(node)) return false
    if (node.type === 'AssignmentExpression') found = !isOfPage(node.left) && workerHandlers.includes(apiOf(sourceCode, node.left) ?? '')
    return !found
  })
  return found
}

function isOfPage(target: Node): boolean {
  return target.type === 'MemberExpression' && target.object.type === 'Identifier' && pageGlobals.includes(`#${target.object.name}`)
}

export type Thread = 'main' | 'worker' | 'unknown'

/** The thread that runs the code at `node`: where the file has a guard, by the side of it that the code stands on, or all that run it. */
export function threadAt(sourceCode: SourceCode, node: Node): Thread {
  const { thread } = roleOf(sourceCode)
  if (shippedOf(sourceCode).some(({ fn }) => isInside(node, fn))) return 'worker'
  if (thread !== 'both') return thread
  const holds = branchAt(node, (test) => mainThreadTest(sourceCode, test))
  if (holds !== undefined) return holds ? 'main' : 'worker'
  const fn = functionAround(node)
  return fn ? threadOfFunction(sourceCode, fn) : 'unknown'
}

const threadOfFunction = perNode<FunctionNode, Thread>((sourceCode, fn) => {
  const [first, ...others] = runAt(sourceCode, fn).map((place) => threadAt(sourceCode, place))
  return first !== undefined && others.every((each) => each === first) ? first : 'unknown'
}, 'unknown')

/** Where a function is called or handed on, or stands if it has no name; none where other files may run it, or nobody does. */
export function runAt(sourceCode: SourceCode, fn: FunctionNode): readonly Node[] {
  if (isExported(sourceCode, fn)) return []
  const { calls, values } = usesOf(sourceCode, fn)
  const uses = [...calls, ...values.filter((each) => each !== fn)]
  return uses.length > 0 || isDeclared(fn) ? uses : [fn]
}

/** A name, method or field holds it: where it stands says nothing about who runs it. */
function isDeclared(fn: FunctionNode): boolean {
  const { type } = wrapped(fn).parent ?? fn
  return fn.type === 'FunctionDeclaration' || type === 'VariableDeclarator' || type === 'MethodDefinition' || type === 'PropertyDefinition'
}

/** Whether the code at `node` runs only where a condition that `guardOf` recognises holds, or only where it does not; undefined elsewhere. */
export function branchAt(node: Node, guardOf: (test: Node) => boolean | undefined): boolean | undefined {
  let child = node
  for (let at: Node | undefined = node.parent; at; child = at, at = at.parent) {
    const holds = sideOf(at, child, guardOf)
    if (holds !== undefined) return holds
  }
  return undefined
}

function sideOf(at: Node, child: Node, guardOf: (test: Node) => boolean | undefined): boolean | undefined {
  if (at.type === 'IfStatement' || at.type === 'ConditionalExpression') {
    const test = at.test === child ? undefined : guardOf(at.test)
    return test === undefined ? undefined : (at.consequent === child) === test
  }
  if (at.type === 'LogicalExpression') {
    const test = at.right === child ? guardOf(at.left) : undefined
    return test === undefined ? undefined : (at.operator === '&&') === test
  }
  if (at.type !== 'BlockStatement' && at.type !== 'Program') return undefined
  for (const statement of at.body) {
    if (statement === child) return undefined
    if (statement.type !== 'IfStatement' || statement.alternate || !leavesFunction(statement.consequent)) continue
    const test = guardOf(statement.test)
    if (test !== undefined) return !test
  }
  return undefined
}

/** What a test of the thread means where it holds: true, only on the main thread; false, only in a worker; undefined for other tests. */
export function mainThreadTest(sourceCode: SourceCode, test: Node): boolean | undefined {
  const node = unwrap(test)
  if (node.type === 'UnaryExpression' && node.operator === '!') {
    const inner = mainThreadTest(sourceCode, node.argument)
    return inner === undefined ? undefined : !inner
  }
  return mainThreadTests.includes(apiOf(sourceCode, node) ?? '') ? true : undefined
}

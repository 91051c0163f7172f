import { errorNames } from '../../knowledge/callbacks/index.ts'
import type { ApiPath } from '../../knowledge/schema.ts'
import { listenerNames, meanwhileNames } from '../../knowledge/yields.ts'
import { addTo } from '../../utils/group.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, keyName, literalText, wrapped } from '../../utils/syntax.ts'
import { isAmbient, type Reference } from './bindings.ts'
import { bundledWorkers } from './bundled.ts'
import { aliasOfGlobal, globalPath, memberPath, modulePath } from './path.ts'

/** The modules and globals that paths start from. */
export type Roots = ReadonlySet<string>

/** Where a path starts: `node:fs#` for a module's export, `#Worker` for a global. */
export function rootOf(path: ApiPath): string {
  const begin = path.indexOf('#')
  if (begin !== 0) return path.slice(0, begin + 1)
  // Asked for thousands of paths when the plugin is loaded: no pattern is as quick.
  let end = 1
  while (end < path.length && isOfName(path.charCodeAt(end))) end++
  return path.slice(0, end)
}

/** Letters, digits, `_` and `$`. */
function isOfName(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95 || code === 36
}

export function rootsOf(paths: Iterable<ApiPath>): Roots {
  const roots = new Set<string>()
  for (const path of paths) roots.add(rootOf(path))
  return roots
}

/** Modules and globals one of which a file has to name before a question makes sense. */
export interface Evidence {
  readonly roots: Roots
}

/** Things by the modules and, apart from them, by the names of the globals that their paths start from. */
export interface ByRoot<T> {
  readonly modules: Map<string, T[]>
  readonly globals: Map<string, T[]>
}

/** Things by the roots of their paths, for `mentionedOf`. */
export function byRoots<T>(things: Iterable<T>, pathsOf: (thing: T) => Iterable<ApiPath>): ByRoot<T> {
  const found: ByRoot<T> = { modules: new Map(), globals: new Map() }
  for (const thing of things) for (const root of rootsOf(pathsOf(thing))) addRoot(found, root, thing)
  return found
}

function addRoot<T>({ modules, globals }: ByRoot<T>, root: string, thing: T): void {
  if (root.startsWith('#')) addTo(globals, root.slice(1), thing)
  else addTo(modules, root, thing)
}

/** Every evidence there is, by each of its roots. */
const evidenceByRoot: ByRoot<Evidence> = { modules: new Map(), globals: new Map() }

/** The evidence that paths start from. To be made when the plugin is loaded: it lives as long. */
export function evidenceFrom(paths: Iterable<ApiPath>): Evidence {
  const evidence = { roots: rootsOf(paths) }
  for (const root of evidence.roots) addRoot(evidenceByRoot, root, evidence)
  return evidence
}

/** What a file names: modules by their paths, globals by their names. Many names, few that anybody asks for: no path is made of them. */
interface Mentioned {
  readonly modules: ReadonlySet<string>
  readonly globals: ReadonlySet<string>
}

/** One look at a file: the modules it names and the globals it uses, type names and JSDoc types included. */
const mentioned = perFile((sourceCode): Mentioned => {
  const roots = new Set<string>()
  for (const statement of sourceCode.ast.body) {
    if (statement.type === 'ImportDeclaration') {
      addModule(statement.source.value, roots)
      // A module that stands for a global: `./grid?worker` for `Worker`.
      const itself = memberPath(modulePath(statement.source.value), 'default')
      if (itself.startsWith('#')) roots.add(rootOf(itself))
      if (statement.specifiers.some((each) => bundledWorkers(sourceCode).has(each))) roots.add(globalPath('Worker'))
    } else if (statement.type === 'TSImportEqualsDeclaration' && statement.moduleReference.type === 'TSExternalModuleReference') {
      addModule(literalText(statement.moduleReference.expression) ?? '', roots)
    }
  }
  const scope = sourceCode.scopeManager?.globalScope
  // Many references, few names: each name is looked up once.
  const names = new Set<string>()
  // The host declares a thousand globals; a file uses few.
  for (const variable of scope?.variables ?? []) if (variable.references.length > 0 && variable.defs.length === 0) variable.references.forEach(add)
  scope?.through.forEach(add)
  if (sourceCode.text.includes('declare ')) for (const variable of sourceCode.scopeManager?.scopes[1]?.variables ?? []) if (isAmbient(variable)) variable.references.forEach(add)
  addSpecifiersInText(sourceCode, roots, names)
  // `history` is a `History()`: it counts under both names.
  for (const name of names) {
    const other = aliasOfGlobal(name)
    const root = other === undefined ? undefined : rootOf(other)
    if (root !== undefined && (other === root || other?.endsWith('()'))) roots.add(root)
  }
  const modules = new Set<string>()
  for (const root of roots) {
    if (root.startsWith('#')) names.add(root.slice(1))
    else modules.add(root)
  }
  return { modules, globals: names }

  function add({ identifier }: Reference): void {
    names.add(identifier.name)
    const parent = identifier.parent
    // `require('electron')`, and `window.require('electron')` of a page of Electron.
    const outer = wrapped(identifier).parent
    const asked = identifier.name === 'require' ? parent : outer?.type === 'MemberExpression' && keyName(outer) === 'require' ? wrapped(outer).parent : undefined
    if (asked?.type === 'CallExpression' && asked.arguments[0]) addModule(literalText(asked.arguments[0]) ?? '', roots)
    if (parent.type === 'MemberExpression' && parent.object === identifier && parent.property.type === 'Identifier') names.add(parent.property.name)
  }
})

/** A module, and its own name beside that of a global it goes by: what such a global does not have stays its own, as `map` of bluebird does. */
function addModule(specifier: string, roots: Set<string>): void {
  const path = modulePath(specifier)
  roots.add(path)
  if (path.startsWith('#')) roots.add(`${specifier}#`)
}

/** Words are found in a text at no cost, which patterns are not. */
const JSDOC_TYPES = ['@type', '@param']

/** Dynamic imports, import types and JSDoc types name modules and globals where no reference shows them. */
function addSpecifiersInText(sourceCode: SourceCode, roots: Set<string>, names: Set<string>): void {
  const { text } = sourceCode
  if (text.includes('import(')) for (const [, , specifier] of text.matchAll(/\bimport\((['"`])([^'"`]+)\1\)/gu)) roots.add(modulePath(specifier ?? ''))
  if (!JSDOC_TYPES.some((word) => text.includes(word))) return
  for (const { type, value } of sourceCode.getAllComments()) {
    if (type !== 'Block' || !value.includes('@')) continue
    for (const [, types] of value.matchAll(/@(?:type|param)\s*\{([^}]*)\}/gu)) for (const [name] of (types ?? '').matchAll(/[A-Z][\w$]*/gu)) names.add(name)
  }
}

/** All the evidence that the file has: rules ask for sixty of them, a file names few modules and globals. */
const evidenceIn = perFile((sourceCode): ReadonlySet<Evidence> => mentionedOf(sourceCode, evidenceByRoot))

/** Whether the file names any of these modules or globals at all: the first question of every rule. */
export function mentions(sourceCode: SourceCode, evidence: Evidence): boolean {
  return evidenceIn(sourceCode).has(evidence)
}

/** The same for what settings name. */
export function mentionsAny(sourceCode: SourceCode, roots: Roots): boolean {
  const { modules, globals } = mentioned(sourceCode)
  for (const root of roots) if (root.startsWith('#') ? globals.has(root.slice(1)) : modules.has(root)) return true
  return false
}

/** Of things that are found by the roots of their paths, those whose root the file names: one look for all of them. */
export function mentionedOf<T>(sourceCode: SourceCode, { modules, globals }: ByRoot<T>): ReadonlySet<T> {
  const here = mentioned(sourceCode)
  const found = new Set<T>()
  for (const module of here.modules) for (const each of modules.get(module) ?? NONE) found.add(each)
  for (const name of here.globals) for (const each of globals.get(name) ?? NONE) found.add(each)
  return found
}

const NONE: readonly never[] = []

/** Whether anything in the file may let other code in before it is done. Everything that can be counts: it is a look at names. */
export const letsOthersIn = perFile((sourceCode): boolean => {
  const { awaits, functions, loops, names } = nodesOf(sourceCode)
  if (awaits.length > 0 || functions.some((fn) => fn.async || fn.generator || isToldOfError(fn)) || meanwhileNames.some((name) => names.has(name))) return true
  // A file has a hundred names and more, and few begin so.
  for (const name of names) if (name.startsWith('on') && listenerNames.test(name)) return true
  return loops.some((loop) => loop.type === 'ForOfStatement' && loop.await)
})

/** `(err, text) => …`: what is told of an error first is called back when something is done. */
function isToldOfError({ params: [first] }: FunctionNode): boolean {
  return first?.type === 'Identifier' && errorNames.test(first.name)
}

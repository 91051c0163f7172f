import type { TSESTree } from '@typescript-eslint/utils'

import { handlerExports, resolvers, serverDirective } from '../../knowledge/callbacks/index.ts'
import type { Critical } from '../../knowledge/callbacks/schema.ts'
import { fileNameOf } from '../../utils/file-name.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, isCall, isFunction, keyName, type Node, unwrap, walk, wrapped } from '../../utils/syntax.ts'
import { packageOf } from '../port.ts'
import { variableOf } from '../resolve/bindings.ts'
import { denote } from '../resolve/denote.ts'

interface Exports { readonly byName: ReadonlyMap<string, Node> }

const exportsOf = perFile((sourceCode): Exports => {
  const byName = new Map<string, Node>()
  for (const statement of sourceCode.ast.body) {
    if (statement.type === 'ExportDefaultDeclaration') addDefault(byName, statement.declaration)
    else if (statement.type === 'ExportNamedDeclaration') addNamed(byName, statement)
    else if (statement.type === 'ExpressionStatement' && statement.expression.type === 'AssignmentExpression') addAssigned(byName, statement.expression)
  }
  return { byName }
})

/** What the file exports by default, or as the whole of its CommonJS module, as it stands there; undefined where it does not. */
export function defaultExportOf(sourceCode: SourceCode): Node | undefined {
  return exportOf(sourceCode, 'default')
}

/** What the file exports by a name, as it stands there. */
export function exportOf(sourceCode: SourceCode, name: string): Node | undefined {
  return exportsOf(sourceCode).byName.get(name)
}

function addDefault(byName: Map<string, Node>, declaration: Node): void {
  byName.set('default', declaration)
  const object = unwrap(declaration)
  if (object.type !== 'ObjectExpression') return
  for (const property of object.properties) {
    const name = property.type === 'Property' ? keyName(property) : undefined
    if (name !== undefined && property.type === 'Property') byName.set(`default.${name}`, property.value)
  }
}

function addNamed(byName: Map<string, Node>, { declaration, specifiers, source }: TSESTree.ExportNamedDeclaration): void {
  if (declaration?.type === 'FunctionDeclaration' && declaration.id) byName.set(declaration.id.name, declaration)
  if (declaration?.type === 'VariableDeclaration') {
    for (const { id, init } of declaration.declarations) if (id.type === 'Identifier' && init) byName.set(id.name, init)
  }
  if (source) return
  for (const { local, exported } of specifiers) byName.set(exported.type === 'Identifier' ? exported.name : exported.value, local)
}

/** `exports.handler = …`, `module.exports = …`. */
function addAssigned(byName: Map<string, Node>, { left, right }: TSESTree.AssignmentExpression): void {
  if (left.type !== 'MemberExpression') return
  const name = keyName(left)
  const object = unwrap(left.object)
  if (name === undefined) return
  if (object.type === 'Identifier' && object.name === 'module' && name === 'exports') addDefault(byName, right)
  else if (object.type === 'Identifier' && object.name === 'exports') byName.set(name, right)
  else if (object.type === 'MemberExpression' && keyName(object) === 'exports') byName.set(name, right)
}

/** With the patterns of files made once: many files export a default. */
const conventions = handlerExports.map(({ file, ...each }) => ({ ...each, lies: file === undefined ? undefined : new RegExp(file, 'u') }))
const exportedNames: ReadonlySet<string> = new Set(handlerExports.flatMap(({ names }) => names))

/** The functions of this file that a framework calls because of the name they are exported by. */
const exportedHandlers = perFile((sourceCode): ReadonlyMap<FunctionNode, Critical> => {
  const found = new Map<FunctionNode, Critical>()
  const { byName } = exportsOf(sourceCode)
  if (beginsWith(sourceCode.ast.body, serverDirective)) {
    for (const value of byName.values()) for (const fn of functionsIn(sourceCode, value)) if (fn.async) found.set(fn, 'request')
  }
  if (![...byName.keys()].some((name) => exportedNames.has(name))) return found
  const path = fileNameOf(sourceCode) ?? ''
  for (const { names, lies, folders, naming, takes, critical } of conventions) {
    const values = names.flatMap((name) => byName.get(name) ?? [])
    if (values.length === 0 || lies?.test(path) === false || (folders && !isIn(sourceCode, path, folders))) continue
    for (const value of values) for (const fn of functionsIn(sourceCode, value)) if (!found.has(fn) && (!takes || fn.params.length > 0) && (!naming || namesOne(sourceCode, fn, naming))) found.set(fn, critical)
  }
  return found
})

/** Whether the file lies in one of these folders of its package, where we know it. */
function isIn(sourceCode: SourceCode, path: string, folders: ReadonlySet<string>): boolean {
  const home = packageOf(sourceCode)
  return !home || folders.has(path.slice(home.dir.length, path.lastIndexOf('/')))
}

/** Whether the file exports anything under a name that frameworks know. */
export function exportsHandlers(sourceCode: SourceCode): boolean {
  return exportedHandlers(sourceCode).size > 0
}

/** Why others wait for a function that a framework calls because of the name it is exported by; undefined for other functions. */
export function exportedAs(sourceCode: SourceCode, fn: FunctionNode): Critical | undefined {
  return exportedHandlers(sourceCode).get(fn)
}

/** Whether clients call the function though it stands among others: `async function save(form) { 'use server'; … }`. */
export function isServerAction({ async, body }: FunctionNode): boolean {
  return async && body.type === 'BlockStatement' && beginsWith(body.body, serverDirective)
}

function beginsWith([first]: readonly Node[], directive: string): boolean {
  return first?.type === 'ExpressionStatement' && first.directive === directive
}

/** Whether the function names one of several classes, as a value or as a type, by a name that this file has not given to something else. */
function namesOne(sourceCode: SourceCode, fn: FunctionNode, names: ReadonlySet<string>): boolean {
  let found = false
  walk(sourceCode, fn, (node) => {
    found ||= node.type === 'Identifier' && names.has(node.name) && isFromElsewhere(sourceCode, node)
    return !found
  })
  return found
}

function isFromElsewhere(sourceCode: SourceCode, name: TSESTree.Identifier): boolean {
  const { parent } = name
  if (parent.type === 'MemberExpression' && parent.property === name && !parent.computed) return false
  const def = variableOf(sourceCode, name)?.defs[0]
  return !def || def.type === 'ImportBinding'
}

/** What is exported, and what is inside `export const POST = withAuth(async (request) => …)`, `export const actions = { save: async () => … }`. */
function functionsIn(sourceCode: SourceCode, value: Node): FunctionNode[] {
  const direct = unwrap(value)
  if (isFunction(direct)) return [direct]
  const inside = isCall(direct) ? direct.arguments : direct.type === 'ObjectExpression' ? direct.properties.map((each) => (each.type === 'Property' ? each.value : each)) : []
  if (inside.length > 0) return inside.map((each) => unwrap(each)).filter(isFunction)
  const target = denote(sourceCode, direct)
  return target?.kind === 'function' ? [target.node] : []
}

/** Whether a client asks for what the function yields: it stands for a field of a GraphQL schema, `{ Query: { board() {} } }`. */
export function isResolver(fn: FunctionNode): boolean {
  const type = propertyAround(fn)
  const fields = type && propertyAround(type.parent)
  const name = fields && resolvers.types.has(keyName(fields) ?? '') ? nameOfHolder(fields.parent) : undefined
  return name !== undefined && resolvers.holders.test(name)
}

/** The property that a value is that of. */
function propertyAround(value: Node): TSESTree.Property | undefined {
  const outer = wrapped(value)
  return outer.parent?.type === 'Property' && outer.parent.value === outer && outer.parent.parent.type === 'ObjectExpression' ? outer.parent : undefined
}

/** The name of the variable or property that holds an object. */
function nameOfHolder(object: Node): string | undefined {
  const outer = wrapped(object)
  const { parent } = outer
  if (parent?.type === 'VariableDeclarator') return parent.id.type === 'Identifier' ? parent.id.name : undefined
  const property = propertyAround(object)
  return property && keyName(property)
}

import type { TSESTree } from '@typescript-eslint/utils'

import { arrayMethods } from '../../../knowledge/callbacks/index.ts'
import { databaseMethods, transactionMethods } from '../../../knowledge/io.ts'
import { entityManager, entityScopes, modelPaths, runnerName, transactionEnds, transactionNames, transactionScopes, transactionTypeNames, transactionTypes } from '../../../knowledge/locks/lent.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { isFunction, isInside, keyName, type Node, unwrap, wrapped } from '../../../utils/syntax.ts'
import { sourcesOf, type Variable, variableOf } from '../../resolve/bindings.ts'
import { recordAt } from '../../resolve/constants.ts'
import { apiOf } from '../../resolve/denote.ts'
import { evidenceFrom, mentions } from '../../resolve/evidence.ts'
import { returnsOf } from '../../resolve/functions.ts'
import { parameterTypeTextOf } from '../../resolve/jsdoc.ts'
import { lastName } from '../../resolve/path.ts'
import { calledPath } from '../../resolve/receiver.ts'

const types: ReadonlySet<string> = new Set(transactionTypes)

/** The name of a type in a comment, without its module, what it is of, and whether it may be missing. */
const writtenName = /^[?!]?(?:[\w$]+\.)*([\w$]+)(?:\.?<.*>)?=?$/su

/** Types that say nothing of what is given. */
const vagueTypes = /^(?:any|unknown|[Oo]bject|[Ff]unction)$/u

/** The modules whose types are transactions. */
export const carrierRoots = evidenceFrom(transactionTypes)

/** Whether a parameter is a transaction, or carries one: by its name, its type, or what calls the function. */
export function isCarrier(sourceCode: SourceCode, variable: Variable): boolean {
  const [name] = variable.identifiers
  if (variable.defs[0]?.type !== 'Parameter' || !name) return false
  return (transactionNames.test(variable.name) && !isOtherwiseTyped(sourceCode, variable, name) && !isRecord(variable) && !isElement(variable) && !isOfPage(sourceCode, variable)) || isProvenCarrier(sourceCode, variable)
}

/** The same without the name: by a type that we know, or as what a method hands to its callback that runs it in a transaction. */
function isProvenCarrier(sourceCode: SourceCode, variable: Variable): boolean {
  const [name] = variable.identifiers
  if (variable.defs[0]?.type !== 'Parameter' || !name) return false
  return (mentions(sourceCode, carrierRoots) && types.has(apiOf(sourceCode, name) ?? '')) || scopeOf(variable) !== undefined
}

/** The name of the method that hands a parameter to the callback that it runs in a transaction; undefined where none does. */
export function scopeOf(variable: Variable): string | undefined {
  const name = scopeCalled(variable)?.name
  return name !== undefined && transactionScopes.has(name) ? name : undefined
}

/** The call that hands a parameter, the first one, to its callback, and what is called; undefined where none does. */
function scopeCalled({ defs: [definition], identifiers }: Variable): { readonly call: TSESTree.CallExpression; readonly name: string | undefined } | undefined {
  if (definition?.type !== 'Parameter' || !isFunction(definition.node)) return undefined
  const [first] = definition.node.params
  const given = wrapped(definition.node)
  const call = given.parent
  if (call?.type !== 'CallExpression' || call.callee === given || !first || !identifiers.some((each) => isInside(each, first))) return undefined
  const callee = unwrap(call.callee)
  return { call, name: callee.type === 'MemberExpression' ? keyName(callee) : callee.type === 'Identifier' ? callee.name : undefined }
}

/** Whether the callback that is handed a transaction is asynchronous: what it asks of that answers with promises. */
export function isInAsyncScope(variable: Variable): boolean {
  const fn = variable.defs[0]?.node
  return scopeOf(variable) !== undefined && fn !== undefined && isFunction(fn) && fn.async
}

/** Whether a variable is the manager of entities that TypeORM hands to a transaction: by its type, or by what runs that. */
export function isEntityManager(sourceCode: SourceCode, variable: Variable): boolean {
  const [name] = variable.identifiers
  const scope = scopeOf(variable) === undefined ? undefined : scopeCalled(variable)
  return (scope !== undefined && entityScopes.test(calledPath(sourceCode, scope.call) ?? '')) || (name !== undefined && apiOf(sourceCode, name) === entityManager)
}

/**
 * Whether a transaction may be that of a database which answers at once: its callback is a plain function, and nobody awaits the call
 * that runs it, or it hands nothing back: a database that answers with promises has to be given the last of them. A statement that is
 * run there is done when the next one begins.
 */
export function mayAnswerAtOnce(sourceCode: SourceCode, variable: Variable): boolean {
  const fn = variable.defs[0]?.node
  const scope = scopeCalled(variable)
  if (scope === undefined || fn === undefined || !isFunction(fn) || fn.async) return false
  return wrapped(scope.call).parent?.type !== 'AwaitExpression' || (fn.body.type === 'BlockStatement' && returnsOf(sourceCode, fn).length === 0)
}

/**
 * Whether a variable is a transaction of a database for sure. A name alone says too little where there is more than databases
 * (`tx` is a payment, too): it takes a type, the method that hands it out, or a query that is given it.
 */
export function isTransaction(sourceCode: SourceCode, variable: Variable): boolean {
  if (isProvenCarrier(sourceCode, variable) || isOpenedBy(sourceCode, variable)) return true
  return isCarrier(sourceCode, variable) && variable.references.some(({ identifier }) => {
    const call = callPassed(identifier)
    const callee = call && unwrap(call.callee)
    return callee?.type === 'MemberExpression' && databaseMethods.has(keyName(callee) ?? '')
  })
}

/** `const transaction = await db.transaction()`. */
export function isOpenedBy(sourceCode: SourceCode, variable: Variable): boolean {
  const [source, second] = sourcesOf(sourceCode, variable) ?? []
  const value = source?.kind === 'value' && !second && source.steps.length === 0 ? unwrap(source.value) : undefined
  const call = value?.type === 'AwaitExpression' ? unwrap(value.argument) : undefined
  const callee = call?.type === 'CallExpression' && !call.arguments.some((each) => isFunction(each)) ? unwrap(call.callee) : undefined
  return callee?.type === 'MemberExpression' && transactionMethods.has(keyName(callee) ?? '')
}

/** The call that a name is an argument of, or an option: `save(row, { transaction })`; undefined where it is neither. */
export function callPassed(name: Node): TSESTree.CallExpression | undefined {
  const outer = wrapped(name)
  const property = outer.parent
  const options = property?.type === 'Property' && property.value === outer && property.parent.type === 'ObjectExpression' ? wrapped(property.parent) : undefined
  const argument = options ?? outer
  const call = argument.parent
  return call?.type === 'CallExpression' && call.callee !== argument ? call : undefined
}

/** The transactions that a call is given, as arguments or options. */
export function transactionsPassed(sourceCode: SourceCode, call: TSESTree.CallExpression): readonly Variable[] {
  const names = call.arguments.flatMap((each) => recordAt(sourceCode, each)?.properties.flatMap((one) => (one.type === 'Property' ? [unwrap(one.value)] : [])) ?? [unwrap(each)])
  return names.flatMap((name) => {
    const variable = name.type === 'Identifier' ? variableOf(sourceCode, name) : undefined
    return variable && isTransaction(sourceCode, variable) ? [variable] : []
  })
}

/** Whether an expression is a runner of queries, by its name or the name of its type: `this.queryRunner`. */
export function isRunner(sourceCode: SourceCode, expression: Node): boolean {
  const node = unwrap(expression)
  const name = node.type === 'Identifier' ? node.name : node.type === 'MemberExpression' && node.object.type === 'ThisExpression' ? keyName(node) : undefined
  if (name === undefined) return false
  const path = apiOf(sourceCode, node)
  return path === undefined ? runnerName.test(name) : runnerName.test(lastName(path).replace(/\(\)$/u, ''))
}

/** `pending.forEach((tx) => …)`: one of a list is a record of something, like what is paid; nobody has a list of open transactions. */
function isElement(variable: Variable): boolean {
  const name = scopeCalled(variable)?.name
  return name !== undefined && arrayMethods.has(name)
}

/** What a component is given and shows: pages have no transactions of a database. */
function isOfPage(sourceCode: SourceCode, { defs: [definition] }: Variable): boolean {
  return definition?.type === 'Parameter' && isFunction(definition.node) && returnsOf(sourceCode, definition.node).some(({ type }) => type === 'JSXElement' || type === 'JSXFragment')
}

/** `transaction: WorkflowTransactionData`, `@param {Payment} tx`: what has a type that says something else is no transaction of a database. */
function isOtherwiseTyped(sourceCode: SourceCode, variable: Variable, name: Node): boolean {
  const type = typeNameOf(sourceCode, variable, name)
  return isOfModel(sourceCode, name) || (type !== undefined && !transactionTypeNames.test(type) && !vagueTypes.test(type))
}

/** `transaction: Transaction`, of `import Transaction from '../models/Transaction'` or of a class of the file that nobody commits: a row of a table that is called so. */
function isOfModel(sourceCode: SourceCode, name: Node): boolean {
  const type = name.type === 'Identifier' ? name.typeAnnotation?.typeAnnotation : undefined
  const named = (type?.type === 'TSUnionType' ? type.types : [type]).flatMap((each) => (each?.type === 'TSTypeReference' && each.typeName.type === 'Identifier' ? [each.typeName] : []))
  return named.length > 0 && named.every((each) => {
    const definition = variableOf(sourceCode, each)?.defs[0]
    if (definition?.type === 'ImportBinding') return definition.parent.type === 'ImportDeclaration' && modelPaths.test(definition.parent.source.value)
    if (definition?.type !== 'ClassName') return false
    return definition.node.superClass !== null && !definition.node.body.body.some((member) => 'key' in member && transactionEnds.has(keyName(member) ?? ''))
  })
}

/** The last name of the type that is written to a parameter, as an annotation or in a comment. */
function typeNameOf(sourceCode: SourceCode, { defs: [definition] }: Variable, name: Node): string | undefined {
  if (name.type !== 'Identifier') return undefined
  const type = name.typeAnnotation?.typeAnnotation
  if (type) return type.type !== 'TSTypeReference' ? undefined : type.typeName.type === 'TSQualifiedName' ? type.typeName.right.name : type.typeName.type === 'Identifier' ? type.typeName.name : ''
  const text = definition && isFunction(definition.node) ? parameterTypeTextOf(sourceCode, definition.node, name.name) : undefined
  return text === undefined ? undefined : writtenName.exec(text.trim())?.[1]
}

/** `transaction.settledAt = answer.at`: what has its parts set is a record of something else. */
function isRecord({ references }: Variable): boolean {
  return references.some(({ identifier }) => {
    const member = wrapped(identifier).parent
    const target = member?.type === 'MemberExpression' && unwrap(member.object) === identifier ? wrapped(member) : undefined
    return target?.parent?.type === 'AssignmentExpression' && target.parent.left === target
  })
}

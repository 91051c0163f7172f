import type { TSESTree } from '@typescript-eslint/utils'

import { documentFunctions, documentMethods, documentReference, itemAnswer, itemCommands, itemInput } from '../../../knowledge/documents.ts'
import { calledName } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, keyName, literalText, type Node, unwrap } from '../../../utils/syntax.ts'
import { isNothing, onlyValue, sourcesOf, variableOf } from '../../resolve/bindings.ts'
import { propertyAt } from '../../resolve/constants.ts'
import { apiOf } from '../../resolve/denote.ts'
import { returnsOf } from '../../resolve/functions.ts'
import { lastName } from '../../resolve/path.ts'
import { type Setting, settingsIn } from '../../statements/settings.ts'
import { keyText } from '../places/place.ts'
import { helperAt } from '../reads/answers.ts'
import { argumentFor, changesOfRow, keyIn, type RowCall } from './columns.ts'

/** Names of the calls below. */
export const documentNames: ReadonlySet<string> = new Set(['send', ...documentMethods.keys(), ...[...documentFunctions.keys()].map(lastName)])

/** `getDoc(ref)` and `ref.update({ … })` of Firestore, `client.send(new PutCommand({ … }))` of DynamoDB: undefined for other calls. */
export function documentCallAt(sourceCode: SourceCode, call: Call): RowCall | undefined {
  const name = calledName(call) ?? ''
  if (!documentNames.has(name)) return undefined
  return name === 'send' ? itemAt(sourceCode, call) : documentAt(sourceCode, call, name)
}

function documentAt(sourceCode: SourceCode, call: Call, name: string): RowCall | undefined {
  const callee = unwrap(call.callee)
  const [first, second] = call.arguments
  if (callee.type === 'MemberExpression') return aboutDocument(sourceCode, documentMethods.get(name), callee.object, first)
  return first && aboutDocument(sourceCode, documentFunctions.get(apiOf(sourceCode, callee) ?? ''), first, second)
}

function aboutDocument(sourceCode: SourceCode, does: 'read' | 'write' | undefined, reference: Node, values: Node | undefined): RowCall | undefined {
  const key = does && referenceText(sourceCode, reference)
  return does && key !== undefined ? { does, model: key, key, keyAt: reference, sets: does === 'write' && values ? settingsIn(sourceCode, values) : [] } : undefined
}

/** `db.collection('posts').doc(id)`, `doc(db, 'posts', id)`, or a name of it: as text that stands for the same document again. */
function referenceText(sourceCode: SourceCode, reference: Node): string | undefined {
  const node = unwrap(reference)
  const call = node.type === 'Identifier' ? onlyValue(sourceCode, node) : node
  if (call?.type !== 'CallExpression' || (calledName(call) !== documentReference && !refers(sourceCode, call))) return undefined
  return call.arguments.every((each) => keyText(sourceCode, each) !== undefined) ? sourceCode.getText(call).replaceAll(/\s+/gu, '') : undefined
}

/** `gameOf(id)`, of a function of the file that answers with such a reference. */
function refers(sourceCode: SourceCode, call: Call): boolean {
  const helper = helperAt(sourceCode, call)
  const [made, second] = helper ? returnsOf(sourceCode, helper).map(unwrap) : []
  return made?.type === 'CallExpression' && !second && calledName(made) === documentReference
}

// ---------------------------------------------------------------- items of DynamoDB

function itemAt(sourceCode: SourceCode, { arguments: [sent] }: Call): RowCall | undefined {
  const command = sent && unwrap(sent)
  const does = command?.type === 'NewExpression' ? itemCommands.get(apiOf(sourceCode, command.callee) ?? '') : undefined
  const input = command?.type === 'NewExpression' ? command.arguments[0] : undefined
  const table = does && propertyAt(sourceCode, input, itemInput.table)
  // A condition lets the second of two fail.
  if (!does || !input || !table || propertyAt(sourceCode, input, itemInput.condition)) return undefined
  const model = sourceCode.getText(table)
  if (does === 'put') return putAt(sourceCode, propertyAt(sourceCode, input, itemInput.item))
  const keys = propertyAt(sourceCode, input, itemInput.key)
  const keyAt = keys && keyIn(keys)
  const key = keyAt ? keyText(sourceCode, keyAt) : undefined
  return keyAt && key !== undefined ? { does: does === 'read' ? 'read' : 'write', model, key, keyAt, sets: does === 'read' ? [] : updatesIn(sourceCode, input) } : undefined
}

/** An item that was read, changed, or copied with changes, and is put back. */
function putAt(sourceCode: SourceCode, item: Node | undefined): RowCall | undefined {
  const node = item && unwrap(item)
  const variable = node?.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  const value = node && unwrap(onlyValue(sourceCode, node) ?? node)
  const spread = value?.type === 'ObjectExpression' ? value.properties.find((each): each is TSESTree.SpreadElement => each.type === 'SpreadElement') : undefined
  const read = spread ? itemBehind(sourceCode, spread.argument) : node && itemBehind(sourceCode, node)
  if (!read) return undefined
  return { ...read, does: 'write', sets: spread && value ? settingsIn(sourceCode, value) : variable ? changesOfRow(variable) : [] }
}

const MOST_NAMES = 8

/** The read whose answer, or item, an expression is: `Item` of `const { Item } = await client.send(new GetCommand({ … }))`. */
function itemBehind(sourceCode: SourceCode, expression: Node, depth = 0): RowCall | undefined {
  const node = unwrap(expression)
  if (depth > MOST_NAMES) return undefined
  if (node.type === 'AwaitExpression') return itemBehind(sourceCode, node.argument, depth + 1)
  if (node.type === 'MemberExpression') return keyName(node) === itemAnswer ? itemBehind(sourceCode, node.object, depth + 1) : undefined
  if (node.type === 'CallExpression') {
    const read = calledName(node) === 'send' ? itemAt(sourceCode, node) : itemThrough(sourceCode, node, depth)
    return read?.does === 'read' ? read : undefined
  }
  const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
  return source?.kind === 'value' && !second ? itemBehind(sourceCode, source.value, depth + 1) : undefined
}

/** The item that a function of the file reads for its callers: `await load(id)`, of `const { Item } = await client.send(…); return Item`. */
function itemThrough(sourceCode: SourceCode, call: Call, depth: number): RowCall | undefined {
  const helper = helperAt(sourceCode, call)
  const [answer, second] = helper ? returnsOf(sourceCode, helper).filter((each) => !isNothing(unwrap(each))) : []
  const read = helper && answer && !second ? itemBehind(sourceCode, answer, depth + 1) : undefined
  const keyAt = helper && read && argumentFor(sourceCode, helper, read.keyAt, call)
  if (!read || keyAt === undefined) return read
  const key = keyAt ? keyText(sourceCode, keyAt) : undefined
  return keyAt && key !== undefined ? { ...read, key, keyAt } : undefined
}

const ASSIGNMENT = /#?(\w+)\s*=\s*(:\w+)/gu

/** `UpdateExpression: 'SET likes = :n'` with what stands for `:n`. */
function updatesIn(sourceCode: SourceCode, input: Node): readonly Setting[] {
  const expression = propertyAt(sourceCode, input, itemInput.update)
  const values = propertyAt(sourceCode, input, itemInput.values)
  const record = values && unwrap(values)
  if (!expression || record?.type !== 'ObjectExpression') return []
  return [...(literalText(unwrap(expression)) ?? '').matchAll(ASSIGNMENT)].flatMap(([, column = '', mark = '']): readonly Setting[] => {
    const value = propertyAt(sourceCode, record, mark)
    return value ? [{ column, value }] : []
  })
}

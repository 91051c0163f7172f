import type { TSESTree } from '@typescript-eslint/utils'

import { schemaBounds, schemaMakers, schemaReaders, schemaRemarks, schemasOfMuch, schemasOfParts } from '../../knowledge/inputs.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, isCall, keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { onlyValue } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { type Amount, extentOf, few, UNKNOWN } from './amounts.ts'
import { constantOf } from './constants.ts'
import type { Frame } from './frames.ts'

/** What a schema says of how much there may be: at most so many, as much as somebody likes, or named parts; undefined where it is not all here to be read. */
export type Schema =
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'much' }
  | { readonly kind: 'parts'; readonly of: TSESTree.ObjectExpression }

const MOST_STEPS = 12

/** The schema that a call holds data against, `Order.parse(body)`, with the data; undefined for other calls. */
function checkedBy(sourceCode: SourceCode, call: Call): { readonly schema: Schema; readonly data: Node; readonly isWrapped: boolean } | undefined {
  const callee = unwrap(call.callee)
  const name = callee.type === 'MemberExpression' ? keyName(callee) : undefined
  const [data] = call.arguments
  if (callee.type !== 'MemberExpression' || name === undefined || !data || !schemaReaders.has(name)) return undefined
  const schema = schemaOf(sourceCode, callee.object)
  return schema && { schema, data, isWrapped: name.startsWith('safe') }
}

/** What a schema of this file says: `z.object({ stops: z.array(Stop).max(20) })`. */
function schemaOf(sourceCode: SourceCode, expression: Node): Schema | undefined {
  let at: Node | undefined = unwrap(expression)
  let count: number | undefined
  for (let i = 0; i < MOST_STEPS && at; i++) {
    if (at.type === 'Identifier') {
      const value: Node | undefined = onlyValue(sourceCode, at)
      at = value && unwrap(value)
      continue
    }
    const callee: Node | undefined = isCall(at) ? unwrap(at.callee) : undefined
    const name = callee?.type === 'MemberExpression' ? keyName(callee) : undefined
    if (!isCall(at) || callee?.type !== 'MemberExpression' || name === undefined) return undefined
    const [first]: readonly Node[] = at.arguments
    if (schemaMakers.has(apiOf(sourceCode, callee.object) ?? '')) return madeOf(name, first, count)
    if (schemaBounds.has(name)) count = Math.min(count ?? Infinity, (first && constantOf(sourceCode, first, undefined)) ?? 0)
    else if (!schemaRemarks.has(name)) return undefined
    at = unwrap(callee.object)
  }
  return undefined
}

function madeOf(name: string, first: Node | undefined, count: number | undefined): Schema | undefined {
  if (schemasOfParts.has(name)) return first?.type === 'ObjectExpression' ? { kind: 'parts', of: first } : undefined
  if (!schemasOfMuch.has(name)) return undefined
  return count === undefined ? { kind: 'much' } : { kind: 'count', count }
}

/** What the schema of an object says of one of its members. */
function partOfSchema(sourceCode: SourceCode, object: TSESTree.ObjectExpression, name: string): Schema | undefined {
  const property = object.properties.find((each) => each.type === 'Property' && keyName(each) === name)
  return property?.type === 'Property' ? schemaOf(sourceCode, property.value) : undefined
}

// ---------------------------------------------------------------- amounts

/** A member of what a schema was held against: as large as that lets it be. */
export function underSchema(sourceCode: SourceCode, { parts, ...whole }: Extract<Amount, { kind: 'data' }>, name: string): Amount {
  const schema = parts && partOfSchema(sourceCode, parts, name)
  return schema ? bySchema(schema, { ...whole, root: `${whole.root}.${name}`, text: `${whole.text}.${name}` }) : UNKNOWN
}

export function bySchema(schema: Schema, whole: Extract<Amount, { kind: 'data' }>): Amount {
  if (schema.kind === 'count') return few(schema.count)
  return schema.kind === 'parts' ? { ...whole, parts: schema.of } : whole
}

/** `Order.parse(request.body)`: what goes in, as far as a schema of this file lets it be large. */
export function checked(sourceCode: SourceCode, call: Call, frame: Frame | undefined, depth: number): Amount | undefined {
  const found = checkedBy(sourceCode, call)
  const whole = found && extentOf(sourceCode, found.data, frame, depth + 1)
  if (!found || whole?.kind !== 'data') return undefined
  const { from, root, text, node } = whole
  return found.isWrapped ? { kind: 'carrier', from, root, text, node, checked: found.schema } : bySchema(found.schema, whole)
}

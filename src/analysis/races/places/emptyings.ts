import { unwrap } from '../../../utils/syntax.ts'
import type { Access } from './accesses.ts'
import { VALUE } from './place.ts'

/** `[]`, `clear()`, `''`: not `undefined`, `0` or `false`. */
export function isCollection({ value }: Access): boolean {
  if (!value) return true
  const node = unwrap(value)
  return node.type === 'ArrayExpression' || node.type === 'NewExpression' || node.type === 'ObjectExpression' || (node.type === 'Literal' && node.value === '')
}

/** `this.lines = ['date;hours']`, `this.text = '<ul>'`: another one is begun, whatever was there. */
export function beginsAgain(write: Access): boolean {
  const { effect, value, place } = write
  const node = value && unwrap(value)
  if (effect !== 'set' || place.part !== VALUE) return false
  return node?.type === 'ArrayExpression' ? node.elements.every((each) => each?.type !== 'SpreadElement') : isText(write)
}

/** `this.text = ''`, to which `this.text += line` adds. */
export function isText({ value }: Pick<Access, 'value'>): boolean {
  const node = value && unwrap(value)
  return node?.type === 'TemplateLiteral' || (node?.type === 'Literal' && typeof node.value === 'string')
}

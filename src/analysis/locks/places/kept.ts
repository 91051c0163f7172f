import type { TSESTree } from '@typescript-eslint/utils'

import type { SourceCode } from '../../../utils/per-file.ts'
import { keyName, type Node, unwrap, wrapped } from '../../../utils/syntax.ts'
import { type Variable, variableOf } from '../../resolve/bindings.ts'
import { classPlace, fieldOfThis, nameOfOwner } from './fields.ts'
import { merged, placeOfVariable, valueOf } from './identity.ts'
import { append, ofPlace, patternOf, type Place, placeAt, stepInto, type Value } from './symbol.ts'

/** The place that a value is made for; a place of its own where nothing keeps it in sight. */
export function stored(sourceCode: SourceCode, node: Node): Value | undefined {
  const outer = wrapped(node)
  const parent = outer.parent
  switch (parent?.type) {
    case 'VariableDeclarator': {
      const variable = parent.id.type === 'Identifier' ? variableOf(sourceCode, parent.id) : undefined
      return ofPlace(variable && placeOfVariable(sourceCode, variable))
    }
    case 'AssignmentExpression':
      return parent.right === outer && parent.left.type === 'MemberExpression' ? valueOf(sourceCode, parent.left) : ofPlace(placeAt(`new:@${String(node.range[0])}`))
    case 'PropertyDefinition': {
      const name = keyName(parent)
      const owner = parent.parent.parent
      if (name === undefined) return undefined
      if (!parent.static) return ofPlace(fieldOfThis(sourceCode, owner, name))
      const place = classPlace(sourceCode, owner)
      return ofPlace(place && append(place, name))
    }
    case 'Property': {
      const name = keyName(parent)
      const record = parent.parent.type === 'ObjectExpression' && name !== undefined ? recordPlace(sourceCode, parent.parent) : undefined
      return ofPlace(record && append(record, name ?? '', `${nameOfOwner(parent.parent)}.${name ?? ''}`))
    }
    case 'LogicalExpression':
    case 'ConditionalExpression':
      return stored(sourceCode, parent)
    case 'CallExpression':
      return keptByCall(sourceCode, parent, outer)
    default:
      return ofPlace(placeAt(`new:@${String(node.range[0])}`))
  }
}

/** Where a variable's value is put: `locks.set(id, mutex)`, `this.locks[id] = mutex`; undefined where nowhere, or in two places. */
export function keptIn(sourceCode: SourceCode, variable: Variable, written: Node): Value | undefined {
  const kept: Value[] = []
  // The assignment has the value too: `locks.set(id, mutex = new Mutex())`.
  const assignment = written.parent?.type === 'AssignmentExpression' ? [written.parent] : []
  for (const node of [...variable.references.map(({ identifier }) => identifier), ...assignment]) {
    const outer = wrapped(node)
    const parent = outer.parent
    const value = parent?.type === 'CallExpression' ? keptByCall(sourceCode, parent, outer)
      : parent?.type === 'AssignmentExpression' && parent.right === outer && parent.left.type === 'MemberExpression' ? valueOf(sourceCode, parent.left)
        : undefined
    if (value) kept.push(value)
  }
  return kept.length > 0 ? merged(kept) : undefined
}

function keptByCall(sourceCode: SourceCode, call: TSESTree.CallExpression, value: Node): Value | undefined {
  const callee = unwrap(call.callee)
  const [key, second] = call.arguments
  if (callee.type !== 'MemberExpression' || keyName(callee) !== 'set' || second !== value || !key) return undefined
  const whole = valueOf(sourceCode, callee.object)
  return whole?.is === 'place' ? stepInto(whole, patternOf(valueOf(sourceCode, key))) : undefined
}

/** The place of an object literal. */
export function recordPlace(sourceCode: SourceCode, record: Node): Place | undefined {
  const value = record.type === 'ObjectExpression' ? stored(sourceCode, record) : undefined
  return value?.is === 'place' ? value.place : undefined
}

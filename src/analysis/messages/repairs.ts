import type { TSESLint, TSESTree } from '@typescript-eslint/utils'

import { results } from '../../knowledge/results.ts'
import type { ApiPath, SinkModel } from '../../knowledge/schema.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, isCall, keyName, type Node } from '../../utils/syntax.ts'
import { importedPath } from '../resolve/annotations.ts'
import { rootOf } from '../resolve/evidence.ts'
import { memberPath, modulePath } from '../resolve/path.ts'
import type { MessageFault } from './faults.ts'
import type { Leaf } from './leaves.ts'

/** A change of the code that makes a message arrive, in words and as an edit. */
export interface Repair {
  readonly text: string
  fix(fixer: TSESLint.RuleFixer): TSESLint.RuleFix[]
}

/** The mechanical repair of a fault; undefined where there is none. */
export function repairOf(sourceCode: SourceCode, fault: MessageFault, leaf: Leaf): Repair | undefined {
  if (leaf.fault === 'untransferred') return transferred(sourceCode, fault, leaf)
  if (leaf.below.length > 0) return undefined
  if (leaf.value.kind === 'function') return callable(sourceCode, fault, leaf)
  return leaf.value.kind === 'proxy' ? unproxied(sourceCode, leaf, leaf.value) : undefined
}

// ---------------------------------------------------------------- functions

function callable(sourceCode: SourceCode, { call, send }: MessageFault, leaf: Leaf): Repair | undefined {
  const { callableBy } = send.sink
  if (callableBy === undefined || call !== send.call || leaf.site.type === 'Property') return undefined
  return wrappedIn(sourceCode, callableBy, leaf.site)
}

/** `name(expression)`, with `name` imported where it is not yet. */
function wrappedIn(sourceCode: SourceCode, path: ApiPath, site: Node): Repair | undefined {
  const name = importOf(sourceCode, path)
  if (!name) return undefined
  const before = site.parent?.type === 'Property' && site.parent.shorthand ? `${sourceCode.getText(site)}: ` : ''
  return {
    text: `Wrap it in ${name.text}()`,
    fix: (fixer) => [...name.add(fixer), fixer.insertTextBefore(site, `${before}${name.text}(`), fixer.insertTextAfter(site, ')')],
  }
}

interface ImportedName {
  readonly text: string
  add(fixer: TSESLint.RuleFixer): TSESLint.RuleFix[]
}

/** How the file names an export, or could after one more name in an import it has; undefined where neither is so. */
function importOf(sourceCode: SourceCode, path: ApiPath): ImportedName | undefined {
  const module = path.slice(0, path.indexOf('#') + 1)
  const exported = path.slice(module.length)
  let last: TSESTree.ImportSpecifier | undefined
  for (const statement of sourceCode.ast.body) {
    if (statement.type !== 'ImportDeclaration' || statement.importKind === 'type' || modulePath(statement.source.value) !== module) continue
    for (const specifier of statement.specifiers) {
      const names = importedPath(sourceCode, specifier)
      if (names === path) return { text: specifier.local.name, add: () => [] }
      if (memberPath(names, exported) === path && specifier.type !== 'ImportSpecifier')
        return { text: `${specifier.local.name}.${exported}`, add: () => [] }
      if (specifier.type === 'ImportSpecifier') last = specifier
    }
  }
  const after = last
  const isTaken = sourceCode.scopeManager?.scopes.some((scope) => scope.set.has(exported) && scope.type !== 'global') ?? true
  return after && !isTaken ? { text: exported, add: (fixer) => [fixer.insertTextAfter(after, `, ${exported}`)] } : undefined
}

// ---------------------------------------------------------------- proxies

/** A proxy over plain data: a copy of it. Reactive state: what is behind it. */
function unproxied(sourceCode: SourceCode, { site }: Leaf, value: Extract<Leaf['value'], { kind: 'proxy' }>): Repair | undefined {
  if (value.what === 'reactive' && value.deep) {
    for (const [path, model] of results) {
      if (model.yields === 'raw' && rootOf(path) === rootOf(value.by)) return wrappedIn(sourceCode, path, site)
    }
    return undefined
  }
  const target = value.of()
  if (target.kind !== 'record' && target.kind !== 'list') return undefined
  const [open, close] = target.kind === 'record' ? ['{ ...', ' }'] : ['[...', ']']
  const before = site.parent?.type === 'Property' && site.parent.shorthand ? `${sourceCode.getText(site)}: ` : ''
  return { text: 'Send a plain copy', fix: (fixer) => [fixer.insertTextBefore(site, before + open), fixer.insertTextAfter(site, close)] }
}

// ---------------------------------------------------------------- transfer lists

/** The value that has to be transferred, in the list. */
function transferred(sourceCode: SourceCode, { call, send }: MessageFault, leaf: Leaf): Repair | undefined {
  const named = leaf.below.every((name) => /^[A-Za-z_$][\w$]*$/u.test(name))
  const isPlace = leaf.site.type === 'Identifier' || leaf.site.type === 'MemberExpression'
  // The port that sends cannot send itself.
  const isSender = leaf.value.kind === 'api' && !leaf.value.path.endsWith('()')
  if (call !== send.call || !isCall(call) || !named || !isPlace || isSender) return undefined
  return inTransferList(call, send.sink, [sourceCode.getText(leaf.site), ...leaf.below].join('.'))
}

/** An expression in the transfer list of a call: in the one that it has, or in a new one. */
export function inTransferList(call: Call, { transfer, payload }: SinkModel, expression: string): Repair | undefined {
  const text = 'Add it to the transfer list'
  const last = call.arguments.at(-1)
  if (!transfer || !last || call.arguments.some((each) => each.type === 'SpreadElement')) return undefined
  const { property } = transfer
  const first = typeof payload === 'number' ? payload + 1 : call.arguments.length
  // Of a window or of a worker: a list stands behind the origin, options in its place.
  const index = transfer.argument === 'last' ? first : transfer.argument
  if (typeof index !== 'number') return undefined
  if (call.arguments.length === index) {
    const isList = transfer.argument !== 'last' && (transfer.list || property === undefined)
    const list = isList || property === undefined ? `[${expression}]` : `{ ${property}: [${expression}] }`
    return { text, fix: (fixer) => [fixer.insertTextAfter(last, `, ${list}`)] }
  }
  const options = call.arguments.at(transfer.argument === 'last' ? -1 : index)
  if (transfer.argument === 'last' && options?.type === 'Literal') return { text, fix: (fixer) => [fixer.insertTextAfter(options, `, [${expression}]`)] }
  if (options?.type === 'ArrayExpression') return appended(text, options, expression)
  if (options?.type !== 'ObjectExpression' || property === undefined) return undefined
  if (options.properties.some((each) => each.type === 'SpreadElement')) return undefined
  const list = options.properties.find((each) => each.type === 'Property' && keyName(each) === property)
  if (list?.type === 'Property') return list.value.type === 'ArrayExpression' ? appended(text, list.value, expression) : undefined
  const end = options.properties.at(-1)
  return end && { text, fix: (fixer) => [fixer.insertTextAfter(end, `, ${property}: [${expression}]`)] }
}

function appended(text: string, list: TSESTree.ArrayExpression, expression: string): Repair | undefined {
  const end = list.elements.at(-1)
  if (end) return { text, fix: (fixer) => [fixer.insertTextAfter(end, `, ${expression}`)] }
  return { text, fix: (fixer) => [fixer.replaceText(list, `[${expression}]`)] }
}

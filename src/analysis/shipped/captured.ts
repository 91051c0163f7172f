import { scopeMembers, selfGlobal } from '../../knowledge/roles.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, isInside, keyName, type Node } from '../../utils/syntax.ts'
import type { Reference, Variable } from '../resolve/bindings.ts'
import { type Shipped, shippedOf } from './shipped.ts'

/** What a function that is run from its source uses of what stands around it here. */
export interface Captured {
  readonly shipped: Shipped
  /** The first use of each variable. */
  readonly uses: readonly Node[]
}

/** All such functions of the file, each once. */
export const capturedOf = perFile((sourceCode): readonly Captured[] => {
  const seen = new Set<FunctionNode>()
  return shippedOf(sourceCode).flatMap((shipped): Captured[] => {
    const uses = outsideUses(sourceCode, shipped)
    if (uses.length === 0 || seen.has(shipped.fn)) return []
    seen.add(shipped.fn)
    return [{ shipped, uses }]
  })
})

function outsideUses(sourceCode: SourceCode, { fn, text }: Shipped): readonly Node[] {
  const found = new Map<Variable, Node>()
  for (const { identifier, variable } of referencesIn(sourceCode, fn)) {
    if (!isOfScope(identifier) && !found.has(variable) && !isInText(text, variable.name)) found.set(variable, identifier)
  }
  return [...found.values()].sort((a, b) => a.range[0] - b.range[0])
}

/** The uses in a function of variables that are declared outside of it; what is a type alone is none. */
function referencesIn(sourceCode: SourceCode, fn: FunctionNode): { readonly identifier: Node; readonly variable: Variable }[] {
  const scopes = sourceCode.scopeManager?.scopes.filter(({ block }) => isInside(block, fn)) ?? []
  return scopes.flatMap(({ references }) => references.flatMap((reference) => {
    const { resolved: variable, identifier } = reference
    return variable && isOutside(variable, fn) && isValue(reference) && isInside(identifier, fn) ? [{ identifier, variable }] : []
  }))
}

/** `self.onmessage`, `self.postMessage()`: there the name is the worker's own scope, whatever stands for it here. */
function isOfScope(name: Node): boolean {
  const { parent } = name
  return name.type === 'Identifier' && `#${name.name}` === selfGlobal && parent?.type === 'MemberExpression' && parent.object === name && scopeMembers.has(keyName(parent) ?? '')
}

function isOutside(variable: Variable, fn: FunctionNode): boolean {
  const [def] = variable.defs
  if (!def || def.name.type !== 'Identifier') return false
  // Its own name goes with a function that has one.
  if (isInside(def.name, fn)) return false
  return def.type !== 'Type' && !(def.node.type === 'TSEnumDeclaration' && def.node.const)
}

/** A value is read or written: not a type, nor asked for by `typeof`, which fails on nothing. */
function isValue(reference: Reference): boolean {
  const { identifier } = reference
  const isType = (reference as { readonly isTypeReference?: boolean }).isTypeReference === true && (reference as { readonly isValueReference?: boolean }).isValueReference !== true
  return !isType && !(identifier.parent.type === 'UnaryExpression' && identifier.parent.operator === 'typeof') && identifier.parent.type !== 'TSTypeQuery'
}

/** Whether the text around the function says the name, too: it declares it, or brings it along. */
function isInText(text: string, name: string): boolean {
  return text !== '' && new RegExp(`(?<![\\w$.])${name.replaceAll('$', '\\$')}(?![\\w$])`, 'u').test(text)
}

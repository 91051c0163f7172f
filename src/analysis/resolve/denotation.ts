import type { TSESTree } from '@typescript-eslint/utils'

import type { ApiPath } from '../../knowledge/schema.ts'
import type { ClassNode, FunctionNode, Node } from '../../utils/syntax.ts'

/** What an expression stands for, as far as this file proves it. Unknown is `undefined`. */
export type Denotation =
  /** Something of a known or unknown module, or a global; tables under src/knowledge say what it means. */
  | { readonly kind: 'api'; readonly path: ApiPath; /** What it keeps, where it is a box. */ readonly holds?: Denotation }
  /** A class of this file; an instance of it; a function of it; an object literal. */
  | { readonly kind: 'class'; readonly node: ClassNode }
  | { readonly kind: 'object'; readonly node: ClassNode }
  | { readonly kind: 'function'; readonly node: FunctionNode }
  | { readonly kind: 'record'; readonly node: TSESTree.ObjectExpression }
  /** A namespace of this file: one of its blocks. */
  | { readonly kind: 'namespace'; readonly node: TSESTree.TSModuleDeclaration }
  /** A value of a type that this file declares. */
  | { readonly kind: 'typed'; readonly node: TSESTree.TSInterfaceDeclaration | TSESTree.TSTypeLiteral }
  /** An array, set, iterable, or the values of a map. */
  | { readonly kind: 'elements'; readonly of: Denotation }

export function sameDenotation(a: Denotation, b: Denotation): boolean {
  if (a.kind !== b.kind) return false
  if (a.kind === 'api') return a.path === (b as typeof a).path
  if (a.kind === 'elements') return sameDenotation(a.of, (b as typeof a).of)
  return a.node === (b as { readonly node: Node }).node
}

/** The one thing that all of them stand for; undefined when there is none, when one is unknown, or when two differ. */
export function agreed(all: Iterable<Denotation | undefined>): Denotation | undefined {
  let one: Denotation | undefined
  for (const each of all) {
    if (!each || (one && !sameDenotation(one, each))) return undefined
    one = each
  }
  return one
}

export function api(path: ApiPath, holds?: Denotation): Denotation {
  return holds ? { kind: 'api', path, holds } : { kind: 'api', path }
}

export function elements(of: Denotation | undefined): Denotation | undefined {
  return of && { kind: 'elements', of }
}

/** What the code shows outranks what a declaration says, unless all it shows is a path (perhaps of something nobody knows), or a table that is filled later. */
export function better(byValue: Denotation | undefined, declared: Denotation | undefined): Denotation | undefined {
  if (byValue?.kind === 'record' && byValue.node.properties.length === 0) return declared ?? byValue
  return byValue && (byValue.kind !== 'api' || !declared || declared.kind === 'typed') ? byValue : declared
}

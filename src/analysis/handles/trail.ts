import type { SpawnModel } from '../../knowledge/schema.ts'
import type { Node } from '../../utils/syntax.ts'
import type { Variable } from '../resolve/bindings.ts'
import type { Times } from '../roles/times.ts'
import type { Use } from './deeds.ts'

/** Where a handle goes. */
export interface Trail {
  readonly uses: readonly Use[]
  /** The variables that hold it, parameters of helpers included. */
  readonly variables: ReadonlySet<Variable>
  /** What yields it in the function that follows it: where it starts, a call that wraps it, or one that makes several. */
  readonly anchor: Node
  /** It is one of several that are kept together. */
  readonly isOneOfMany: boolean
  /** How often it is made, where a component makes it as it renders, or keeps it by a hook. */
  readonly times?: Times
}

/** An expression that stands for a handle, or for a collection of them. */
export interface Standing {
  readonly node: Node
  readonly part?: string | undefined
  readonly isCollection?: boolean
  /** The read, call or member that it comes from: a node that the control flow knows. */
  readonly origin?: Node
  /** Deep inside a helper: the call of the helper in the function that follows the handle. */
  readonly at?: Node | undefined
  readonly depth: number
  /** It is still to be awaited: `catch` and `finally` yield the same. */
  readonly isPromise?: boolean
  /** It is not the handle, but the method that ends it. */
  readonly isEnd?: boolean
  /** The model of the call that wraps it. */
  readonly wrapper?: SpawnModel | undefined
}

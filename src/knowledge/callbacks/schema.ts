import type { ApiPath, ArgumentPosition, Timing } from '../schema.ts'

/** Why a function counts as running on a loop that others wait for. */
export type Critical = 'request' | 'message' | 'ui' | 'timer' | 'lambda'

export interface CallbackModel {
  /** Path of the function that takes the callback. */
  readonly path: ApiPath
  /** The callback: an argument, every argument that is a function, or a property of an options argument. */
  readonly callback: ArgumentPosition | 'all' | { readonly argument: number; readonly property: string }
  readonly timing: Timing
  /** The call counts only when its argument 0 is one of these event names; absent: always. */
  readonly events?: readonly string[]
  readonly critical?: Critical
  /** What the callback's parameters are. */
  readonly parameters?: readonly (ApiPath | null)[]
}

/** What a method does with its callback where only its name is known, not what it belongs to. */
export interface MethodCallback {
  readonly callback: ArgumentPosition | 'all'
  readonly timing: Timing
}

/** A function put into a property is called later: `worker.onmessage = …`. */
export interface AssignedHandler {
  /** Path of the property. */
  readonly path: ApiPath
  readonly timing: Timing
  readonly critical?: Critical
  readonly parameters?: readonly (ApiPath | null)[]
}

/** Exports that a framework calls. */
export interface HandlerExport {
  readonly framework: string
  /** Names of exports; 'default', or 'default.fetch' for a method of an exported object. */
  readonly names: readonly string[]
  /** Regular expression over the path of the file, written with `/`; absent: any file. */
  readonly file?: string
  /** The folders of the package, from its manifest on, in which alone the framework looks for it. */
  readonly folders?: ReadonlySet<string>
  /** The function names one of these, as a value or as a type: by the name of the export alone it could be anything. */
  readonly naming?: ReadonlySet<string>
  /** It needs what it is called with: a function without parameters by that name is something else. */
  readonly takes?: true
  readonly critical: Critical
  readonly parameters?: readonly (ApiPath | null)[]
}

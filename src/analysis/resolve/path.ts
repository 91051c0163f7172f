import { aliases, askedInForm, forwarders, promiseFiles, workerBundles } from '../../knowledge/aliases.ts'
import { nodeModules } from '../../knowledge/node-modules.ts'
import type { ApiPath } from '../../knowledge/schema.ts'

/** Objects that stand for the global scope. */
const GLOBAL_OBJECTS = new Set(['#globalThis', '#self', '#window', '#global'])

/** Whether a path is that of the global scope. */
export function isGlobalObject(path: ApiPath): boolean {
  return GLOBAL_OBJECTS.has(path)
}

/** The path of what a module exports as a whole. */
export function modulePath(specifier: string): ApiPath {
  const bundle = askedInForm.test(specifier) ? workerBundles.find(([asked]) => asked.test(specifier))?.[1] : undefined
  if (bundle !== undefined) return canonical(`${bundle}#`)
  if (specifier.startsWith('.') && promiseFiles.test(specifier)) return canonical('#Promise')
  const forwarder = forwarders.find((prefix) => specifier.startsWith(prefix))
  const module = forwarder === undefined ? specifier : specifier.slice(forwarder.length)
  const name = module.startsWith('node:') || !nodeModules.has(module) ? module : `node:${module}`
  return canonical(`${name}#`)
}

/** The globals that go by another path, by their names. */
const aliasesOfGlobals: ReadonlyMap<string, ApiPath> = new Map([...aliases].filter(([path]) => /^#[\w$]+$/u.test(path)).map(([path, alias]) => [path.slice(1), alias]))

/** The path that a global goes by where it is not its own; undefined where it is. */
export function aliasOfGlobal(name: string): ApiPath | undefined {
  return aliasesOfGlobals.get(name)
}

/** The path of a global. */
export function globalPath(name: string): ApiPath {
  return canonical(`#${name}`)
}

/** The path of a member: of a namespace or a default export it is the same as a named export. */
export function memberPath(path: ApiPath, name: string): ApiPath {
  if (GLOBAL_OBJECTS.has(path)) return canonical(`#${name}`)
  if (name === '[]') return canonical(`${path}[]`)
  if (path.endsWith('#')) return canonical(path + name)
  // `import Lock from 'lock'; new Lock.default()`: how Node hands over a default export that was compiled for CommonJS.
  if (path.endsWith('#default') && name === 'default') return path
  if (path.endsWith('#default')) return canonical(path.slice(0, -'default'.length) + name)
  return canonical(`${path}.${name}`)
}

/** The path of what calling or constructing yields: a CommonJS module that is called stands for its default export. */
export function resultPath(path: ApiPath): ApiPath {
  return canonical(path.endsWith('#') && path.length > 1 ? `${path}default()` : `${path}()`)
}

/** The path of what is called or constructed: of a CommonJS module, its default export. */
export function calleePath(path: ApiPath): ApiPath {
  return path.endsWith('#') && path.length > 1 ? canonical(`${path}default`) : path
}

/** One API under several names goes by one. Paths grow step by step from canonical ones, so the whole path is all there is to look up. */
function canonical(path: ApiPath): ApiPath {
  return aliases.get(path) ?? path
}

/** The name that a path ends with: of the function, the method, the class. */
export function lastName(path: ApiPath): string {
  return path.slice(Math.max(path.lastIndexOf('.'), path.lastIndexOf('#')) + 1)
}

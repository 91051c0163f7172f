import { hostEngines, hostPackages, servingPackages } from '../../knowledge/roles.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import type { FunctionNode } from '../../utils/syntax.ts'
import { type Package, packageOf } from '../port.ts'
import { isExported, memberOf } from '../resolve/functions.ts'

/**
 * Whether an async function surely runs on a loop that others wait for: it is a method of an object that other files make, which is
 * called for as long as that lives, in a package that depends on what answers many, and is no program of one user. Where no manifest
 * says on what it depends, it may.
 */
export function servesOthers(sourceCode: SourceCode, fn: FunctionNode): boolean {
  const home = packageOf(sourceCode)
  return memberOf(fn) !== undefined && isExported(sourceCode, fn) && (home?.needs === undefined || (!isOfOneUser(home) && home.needs.some((name) => servingPackages.has(name))))
}

/** An extension of an editor, or a program in a window of its own: what it depends on lets it talk to others, who do not wait for it. */
function isOfOneUser({ needs = [], tools, engines }: Package): boolean {
  return Object.keys(engines).some((name) => hostEngines.has(name)) || [...needs, ...tools].some((name) => hostPackages.has(name))
}

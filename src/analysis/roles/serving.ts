import { servingPackages } from '../../knowledge/roles.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import type { FunctionNode } from '../../utils/syntax.ts'
import { packageOf } from '../port.ts'
import { isExported, memberOf } from '../resolve/functions.ts'

/**
 * Whether an async function surely runs on a loop that others wait for: it is a method of an object that other files make, which is
 * called for as long as that lives, in a package that depends on what answers many. Where no manifest says on what it depends, it may.
 */
export function servesOthers(sourceCode: SourceCode, fn: FunctionNode): boolean {
  const needs = packageOf(sourceCode)?.needs
  return memberOf(fn) !== undefined && isExported(sourceCode, fn) && (needs === undefined || needs.some((name) => servingPackages.has(name)))
}

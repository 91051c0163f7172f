import type { TSESLint, TSESTree } from '@typescript-eslint/utils'

import { loopAround } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, isCall, isFunction, keyName, type Node, ownerOf, unwrap, wrapped } from '../../utils/syntax.ts'

export type Variable = TSESLint.Scope.Variable
export type Reference = TSESLint.Scope.Reference

/** One step from a whole value to a part that destructuring takes out of it. */
export interface Step {
  /** Property name, position of an array pattern, or '[]' for an element that is not named. */
  readonly name: string
  /** The default of the pattern. */
  readonly fallback?: Node
}

/** Where a variable gets a value from. `steps` lead from that value to the variable. */
export type Source =
  | { readonly kind: 'value'; readonly value: Node; readonly steps: readonly Step[]; readonly at: Node }
  | { readonly kind: 'element'; readonly value: Node; readonly steps: readonly Step[]; readonly at: Node }
  | { readonly kind: 'parameter'; readonly of: FunctionNode; readonly index: number; readonly rest: boolean; readonly steps: readonly Step[]; readonly at: Node }
  | { readonly kind: 'caught'; readonly at: Node; readonly steps: readonly Step[] }
  /** `{ hooks, ...rest }`: a copy of what is left of a whole when the parts that are `taken` have been taken out. */
  | { readonly kind: 'rest'; readonly whole: Source; readonly taken: ReadonlySet<string>; readonly at: Node; readonly steps: readonly [] }
  | { readonly kind: 'unknown'; readonly at: Node; readonly steps: readonly Step[] }

interface Names {
  readonly declared: ReadonlyMap<Node, Variable>
  readonly used: ReadonlyMap<Node, Reference>
}

const namesOf = perFile((sourceCode): Names => {
  const declared = new Map<Node, Variable>()
  const used = new Map<Node, Reference>()
  for (const { references, variables } of sourceCode.scopeManager?.scopes ?? []) {
    for (const reference of references) used.set(reference.identifier, reference)
    // The host declares a thousand globals that no file writes down.
    for (const variable of variables) if (variable.defs.length > 0) for (const name of variable.identifiers) if (!declared.has(name)) declared.set(name, variable)
  }
  return { declared, used }
})

/** The variable an identifier names, whether it uses or declares it; undefined for undeclared globals and for what is no variable. */
export function variableOf(sourceCode: SourceCode, identifier: Node): Variable | undefined {
  const { declared, used } = namesOf(sourceCode)
  return used.get(identifier)?.resolved ?? declared.get(identifier)
}

/** The variable that a class is by its own name inside of it, where scopes know it twice; undefined for what is no declared class. */
export function innerName(sourceCode: SourceCode, { defs: [def], name }: Variable): Variable | undefined {
  return def?.type === 'ClassName' ? sourceCode.scopeManager?.acquire(def.node)?.set.get(name) : undefined
}

/** Whether a variable has one value: it is given that where it is declared, or once, later, in the same code and the same round of a loop. */
export function isNeverReassigned({ references, identifiers, defs: [def] }: Variable): boolean {
  const changes = references.filter((reference) => reference.isWrite() && reference.init !== true)
  const [only, second] = changes
  if (!only) return true
  const [declared] = identifiers
  return !second && declared !== undefined && def?.type === 'Variable' && def.node.init === null && only.identifier.parent.type === 'AssignmentExpression' && only.identifier.parent.operator === '='
    && ownerOf(declared) === ownerOf(only.identifier) && loopAround(declared) === loopAround(only.identifier)
}

/** Whether the identifier names a global that the file does not declare itself. */
export function isGlobal(sourceCode: SourceCode, identifier: Node): boolean {
  const variable = variableOf(sourceCode, identifier)
  return variable === undefined || variable.defs.length === 0 || isAmbient(variable)
}

/** `declare const self: DedicatedWorkerGlobalScope`, a class or a function declared so: only says of what type a global is, and makes nothing. */
export function isAmbient({ defs }: Variable): boolean {
  return defs.length > 0 && defs.every((def) => {
    const declaration = def.type === 'Variable' ? def.node.parent : def.node
    switch (declaration?.type) {
      case 'VariableDeclaration':
      case 'ClassDeclaration':
      case 'TSDeclareFunction':
        return declaration.declare
      default:
        return false
    }
  })
}

/** Whether a variable is there once for the whole file: in a script or a module of either kind. */
export function isOfModule({ scope }: Variable): boolean {
  return scope.type === 'module' || scope.type === 'global' || scope.block.type === 'Program'
}

/** The calls of what a variable holds, by its name. */
export function callsOf(variable: Variable | undefined): readonly Call[] {
  return (variable?.references ?? []).flatMap(({ identifier }) => {
    const outer = wrapped(identifier)
    return isCall(outer.parent) && outer.parent.callee === outer ? [outer.parent] : []
  })
}

/** More values than this and a variable is anybody's. */
const MOST_SOURCES = 16

/**
 * Every place the variable gets a value from (declaration, assignments, parameter, loop head, catch), in source order;
 * undefined when there are too many to look at. `null`, `undefined` and missing initialisers are left out.
 */
export const sourcesOf = (() => {
  const known = perFile(() => new Map<Variable, readonly Source[] | undefined>())
  return (sourceCode: SourceCode, variable: Variable): readonly Source[] | undefined => {
    const map = known(sourceCode)
    if (!map.has(variable)) map.set(variable, findSources(variable))
    return map.get(variable)
  }
})()

/** Whether a name is a parameter of the function, or a part of one that its head takes apart. */
export function isParameterOf(sourceCode: SourceCode, of: Node, name: Node): boolean {
  const def = name.type === 'Identifier' ? variableOf(sourceCode, name)?.defs[0] : undefined
  return def?.type === 'Parameter' && def.node === of
}

/** The one expression that a name gets its value from, whole; undefined where there are several, and for what is no name. */
export function onlyValue(sourceCode: SourceCode, name: Node): Node | undefined {
  const variable = variableOf(sourceCode, name)
  const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
  return source?.kind === 'value' && !second && source.steps.length === 0 ? source.value : undefined
}

/** The variable that holds a value: it is declared with it, or is given it in the same function and nothing else (`let child; child = spawn(command)`). Undefined where the value is put elsewhere. */
export function variableHolding(sourceCode: SourceCode, value: Node): Variable | undefined {
  const outer = wrapped(value)
  const { parent } = outer
  if (parent?.type === 'VariableDeclarator') return parent.init === outer && parent.id.type === 'Identifier' ? variableOf(sourceCode, parent.id) : undefined
  if (parent?.type !== 'AssignmentExpression' || parent.operator !== '=' || parent.right !== outer || parent.left.type !== 'Identifier') return undefined
  const variable = variableOf(sourceCode, parent.left)
  const [declared] = variable?.identifiers ?? []
  return declared && ownerOf(declared) === ownerOf(parent) && onlyValue(sourceCode, parent.left) === parent.right ? variable : undefined
}

/** Whether a reference is where a value is put into its variable. */
export function isPutAt({ identifier, init }: Variable['references'][number], value: Node): boolean {
  const { parent } = identifier
  return init === true || (parent.type === 'AssignmentExpression' && parent.left === identifier && parent.right === wrapped(value))
}

function findSources(variable: Variable): readonly Source[] | undefined {
  const sources: Source[] = []
  for (const def of variable.defs) {
    if (def.type === 'Parameter' || def.type === 'CatchClause') sources.push(sourceAt(def.name))
  }
  for (const reference of variable.references) {
    if (!reference.isWrite()) continue
    const source = sourceAt(reference.identifier)
    if (source.kind === 'parameter' || (source.kind === 'value' && isNothing(source.value))) continue
    if (sources.length >= MOST_SOURCES) return undefined
    sources.push(source)
  }
  return sources
}

/** `null`, `undefined`, `void 0`: a place holder, not a value. */
export function isNothing(node: Node): boolean {
  return (node.type === 'Literal' && node.value === null && !('regex' in node) && !('bigint' in node))
    || (node.type === 'Identifier' && node.name === 'undefined')
    || (node.type === 'UnaryExpression' && node.operator === 'void')
}

/** `null`, `undefined`, `''`, `0`, `false`, `[]`, `{}`, `new Map()`: nothing is there. */
export function isEmpty(value: Node): boolean {
  const node = unwrap(value)
  if (isNothing(node)) return true
  switch (node.type) {
    case 'Literal':
      return node.value === 0 || node.value === '' || node.value === false
    case 'ArrayExpression':
      return node.elements.length === 0
    case 'ObjectExpression':
      return node.properties.length === 0
    case 'NewExpression':
      return node.callee.type === 'Identifier' && /^(?:Weak)?(?:Map|Set)$|^Array$/u.test(node.callee.name) && node.arguments.length === 0
    default:
      return false
  }
}

/** How a comparison with nothing comes out where nothing is there: true for `x == null`, false for `x !== undefined`; undefined for every other test. */
export function outcomeForNothing(test: Node): boolean | undefined {
  const node = unwrap(test)
  if (node.type !== 'BinaryExpression' || !/^[!=]==?$/u.test(node.operator) || ![node.left, node.right].some(isNothing)) return undefined
  return node.operator.startsWith('=')
}

/** What is written to the name at this place of a declaration, assignment, parameter list, loop head or catch clause. */
export function sourceAt(name: Node): Source {
  const steps: Step[] = []
  let child = name
  let fallback: Node | undefined
  for (let at: Node | undefined = name.parent; at; child = at, at = at.parent) {
    switch (at.type) {
      case 'AssignmentPattern':
        if (at.left !== child) return { kind: 'unknown', at: name, steps: [] }
        fallback = at.right
        if (isFunction(at.parent)) return parameter(at.parent, at, steps, name, fallback)
        break
      case 'Property':
        steps.unshift(step(keyName(at) ?? '[]', fallback))
        fallback = undefined
        break
      case 'ArrayPattern':
        steps.unshift(step(String(at.elements.indexOf(child as TSESTree.DestructuringPattern)), fallback))
        fallback = undefined
        break
      case 'RestElement':
        if (isFunction(at.parent)) return parameter(at.parent, at, steps, name)
        return (child === name && at.parent.type === 'ObjectPattern' && leftOf(at.parent, name)) || { kind: 'unknown', at: name, steps: [] }
      case 'ObjectPattern':
        break
      case 'TSParameterProperty':
        if (isFunction(at.parent)) return parameter(at.parent, at, steps, name, fallback)
        return { kind: 'unknown', at: name, steps: [] }
      case 'VariableDeclarator':
        return at.init ? { kind: 'value', ...written(at.init, steps), at: name } : loopHead(at.parent, steps, name)
      case 'AssignmentExpression':
        return at.left === child && ['=', '??=', '||='].includes(at.operator)
          ? { kind: 'value', value: at.right, steps, at: name }
          : { kind: 'unknown', at: name, steps: [] }
      case 'ForOfStatement':
        return { kind: 'element', value: at.right, steps, at: name }
      case 'CatchClause':
        return { kind: 'caught', at: name, steps }
      default:
        return isFunction(at) ? parameter(at, child, steps, name) : { kind: 'unknown', at: name, steps: [] }
    }
  }
  return { kind: 'unknown', at: name, steps: [] }
}

/** What `{ hooks, ...rest }` leaves for the rest; undefined where a name that is taken out is known at run time only. */
function leftOf(pattern: TSESTree.ObjectPattern, at: Node): Source | undefined {
  const taken = pattern.properties.flatMap((each) => (each.type === 'Property' ? [keyName(each)] : []))
  return taken.includes(undefined) ? undefined : { kind: 'rest', whole: sourceAt(pattern), taken: new Set(taken.flatMap((each) => each ?? [])), at, steps: [] }
}

/** `const [left, right] = [a.lines(), b.lines()]`: what is written for an element is its value. */
function written(value: Node, steps: readonly Step[]): Pick<Extract<Source, { kind: 'value' }>, 'value' | 'steps'> {
  const list = unwrap(value)
  const [first, ...rest] = steps
  if (list.type !== 'ArrayExpression' || !first || first.fallback) return { value, steps }
  const index = Number(first.name)
  const element = list.elements[index]
  const isMoved = list.elements.slice(0, index).some((each) => each?.type === 'SpreadElement')
  return !element || element.type === 'SpreadElement' || isMoved ? { value, steps } : written(element, rest)
}

function step(name: string, fallback: Node | undefined): Step {
  return fallback ? { name, fallback } : { name }
}

function loopHead(declaration: Node, steps: Step[], at: Node): Source {
  const loop = declaration.parent
  if (loop?.type === 'ForOfStatement' && loop.left === declaration) return { kind: 'element', value: loop.right, steps, at }
  return { kind: 'unknown', at, steps: [] }
}

function parameter(of: FunctionNode, slot: Node, steps: readonly Step[], at: Node, fallback?: Node): Source {
  const index = of.params.indexOf(slot as TSESTree.Parameter)
  if (index < 0) return { kind: 'unknown', at, steps: [] }
  const whole = fallback ? [{ name: '', fallback }, ...steps] : steps
  return { kind: 'parameter', of, index, rest: slot.type === 'RestElement', steps: whole, at }
}

/** Whether importers get hold of the variable: it is exported where it is declared, or by its name. */
export function isExportedVariable(variable: Variable): boolean {
  return variable.defs.some((def) => (def.node as Node).parent?.parent?.type === 'ExportNamedDeclaration')
    || variable.references.some(({ identifier }) => identifier.parent.type === 'ExportSpecifier' || identifier.parent.type === 'ExportDefaultDeclaration')
}

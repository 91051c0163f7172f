
import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { typeServices, type TypeServices } from '../../utils/types.ts'
import { type Call, type FunctionNode, isClass, isFunction, keyName, type Node, unwrap } from '../../utils/syntax.ts'
import type { Denotation } from './denotation.ts'
import { apiOf, denote, pathOf } from './denote.ts'
import { partOf } from './parts.ts'
import { globalPath, memberPath, modulePath, resultPath } from './path.ts'

/** `denote`, then the type checker where one is configured. For candidates only: the checker is dear. */
export const receiver: (sourceCode: SourceCode, node: Node) => Denotation | undefined = perNode<Node, Denotation | undefined>(
  (sourceCode, node) => denote(sourceCode, node) ?? denoteByChecker(sourceCode, node),
  undefined,
)

/**
 * The API path of what a call runs. `members` are the method names worth asking the checker for, when the receiver is
 * not known otherwise. Undefined when it is no known API.
 */
export function calledPath(sourceCode: SourceCode, call: Call, members?: ReadonlySet<string>): string | undefined {
  const callee = unwrap(call.callee)
  const known = apiOf(sourceCode, callee)
  if (known !== undefined || callee.type !== 'MemberExpression' || !members) return known
  const name = keyName(callee)
  if (name === undefined || !members.has(name) || callee.object.type === 'Super') return undefined
  const object = denote(sourceCode, callee.object)
  if (object) return pathOf(sourceCode, partOf(sourceCode, object, name))
  const typed = denoteByChecker(sourceCode, callee.object)
  return typed && pathOf(sourceCode, partOf(sourceCode, typed, name))
}

/** The function of this file that a call runs; undefined for anything else. For `new`, the class's constructor. */
export function calledFunction(sourceCode: SourceCode, call: Call): FunctionNode | undefined {
  const target = denote(sourceCode, unwrap(call.callee))
  if (target?.kind === 'function') return target.node
  if (target?.kind !== 'class' || call.type !== 'NewExpression') return undefined
  const constructor = target.node.body.body.find((each) => each.type === 'MethodDefinition' && each.kind === 'constructor')
  return constructor?.type === 'MethodDefinition' && constructor.value.type === 'FunctionExpression' ? constructor.value : undefined
}

/** The function a value stands for, written on the spot or by name; undefined for anything else. */
export function functionBehind(sourceCode: SourceCode, value: Node): FunctionNode | undefined {
  const inner = unwrap(value)
  if (isFunction(inner)) return inner
  const target = denote(sourceCode, inner)
  return target?.kind === 'function' ? target.node : undefined
}

/** What the checker says of an expression: the class or interface, by the module or library that declares it. */
export function denoteByChecker(sourceCode: SourceCode, node: Node): Denotation | undefined {
  const services = typeServices(sourceCode)
  if (!services) return undefined
  try {
    const tsNode = services.esTreeNodeToTSNodeMap.get(node)
    return tsNode ? denoteDeclared(services, services.checker.getNonNullableType(services.checker.getTypeAtLocation(tsNode))) : undefined
  } catch {
    return undefined // a checker that fails on broken code knows nothing
  }
}

type Type = ReturnType<TypeServices['checker']['getTypeAtLocation']>
interface TsNode { readonly parent?: TsNode; readonly name?: { getText(): string }; getSourceFile(): { readonly fileName: string } }

/** What values of a type are, by what declares it. */
export function denoteDeclared(services: TypeServices, type: Type): Denotation | undefined {
  const symbol = type.getSymbol() ?? type.aliasSymbol
  const declaration = symbol?.declarations?.[0] as TsNode | undefined
  if (!symbol || !declaration) return undefined
  if (symbol.name === 'Promise') {
    const [inner] = services.checker.getTypeArguments(type as Parameters<TypeServices['checker']['getTypeArguments']>[0])
    return inner && denoteDeclared(services, services.checker.getNonNullableType(inner))
  }
  const local = services.tsNodeToESTreeNodeMap.get(declaration as never) as Node | undefined
  if (local && isClass(local)) return { kind: 'object', node: local }
  const module = declaringModule(declaration)
  if (module === undefined) return undefined
  const base = module === '' ? globalPath(symbol.name) : memberPath(modulePath(module), symbol.name)
  return { kind: 'api', path: resultPath(base) }
}

/** The module that declares a symbol: '' for the language's own library; undefined for the project's own files. */
export function declaringModule(declaration: TsNode): string | undefined {
  for (let at = declaration.parent; at; at = at.parent) {
    const quoted = /^(['"])(.*)\1$/u.exec(at.name?.getText() ?? '') // `declare module 'x'`, not `namespace x`
    if (quoted) return quoted[2]
  }
  const file = declaration.getSourceFile().fileName.replaceAll('\\', '/')
  if (/\/typescript\/lib\/lib\.[^/]*$/u.test(file)) return ''
  const inside = file.slice(file.lastIndexOf('/node_modules/') + '/node_modules/'.length)
  if (inside === file || !file.includes('/node_modules/')) return undefined
  if (inside.startsWith('@types/node/')) return ''
  const name = inside.startsWith('@') ? inside.split('/').slice(0, 2).join('/') : inside.split('/')[0]
  return name?.startsWith('@types/') ? name.slice('@types/'.length).replace('__', '/').replace(/^(.+\/)/u, '@$1') : name
}

import type { TSESTree } from '@typescript-eslint/utils'

import { perFile, type SourceCode } from '../../utils/per-file.ts'
import type { FunctionNode, Node } from '../../utils/syntax.ts'
import type { Denotation } from './denotation.ts'
import { globalPath, memberPath, modulePath, resultPath } from './path.ts'

const IMPORT = /^import\((['"])([^'"]+)\1\)\.([\w$.]+)$/u
const NAME = /^[\w$]+$/u
const ARRAY = /^(?:Array<(.+)>|(.+)\[\])$/u
const PROMISE = /^Promise<(.+)>$/u

/**
 * What a JSDoc type stands for: a global's name, `import('m').Name`, arrays and promises of them, `?T`, `T|null`.
 * Names are looked up as globals only: a file that writes its types in comments has no type imports.
 */
export function denoteTypeText(text: string, localNames: (name: string) => boolean): Denotation | undefined {
  const bare = text.trim().replace(/^[?!]|[=]$/gu, '').split('|').map((part) => part.trim()).filter((part) => part !== 'null' && part !== 'undefined')
  const only = bare.length === 1 ? bare[0] : undefined
  if (!only) return undefined
  const array = ARRAY.exec(only)
  if (array) {
    const of = denoteTypeText(array[1] ?? array[2] ?? '', localNames)
    return of && { kind: 'elements', of }
  }
  const promise = PROMISE.exec(only)
  if (promise) return denoteTypeText(promise[1] ?? '', localNames)
  const imported = IMPORT.exec(only)
  if (imported) return { kind: 'api', path: resultPath((imported[3] ?? '').split('.').reduce(memberPath, modulePath(imported[2] ?? ''))) }
  if (!NAME.test(only) || localNames(only) || /^[a-z]/u.test(only)) return undefined
  return { kind: 'api', path: resultPath(globalPath(only)) }
}

/** The text of the type of a part, by the names that lead to it, of what is written out: `{ memory: SharedArrayBuffer, size: number }`. */
export function partOfTypeText(text: string, names: readonly string[]): string | undefined {
  let at: string | undefined = text
  for (const name of names) at = at === undefined ? undefined : memberTypeText(at, name)
  return at
}

function memberTypeText(text: string, name: string): string | undefined {
  return membersOfTypeText(text)?.find((member) => member.name === name)?.type
}

/** The members of a type that is written out as an object; undefined for other types. */
export function membersOfTypeText(text: string): readonly { readonly name: string; readonly optional: boolean; readonly type: string }[] | undefined {
  const record = /^\{(.*)\}$/su.exec(text.trim())?.[1]
  return record === undefined ? undefined : splitTypes(record).flatMap((each) => {
    const [, name, mark, type] = /^\s*([\w$]+)\s*(\??)\s*:\s*(.+)$/su.exec(each) ?? []
    return name === undefined || type === undefined ? [] : [{ name, optional: mark !== '', type }]
  })
}

/** A list of types or members, cut at its commas. */
export function splitTypes(list: string): readonly string[] {
  const all: string[] = []
  let depth = 0
  let start = 0
  for (let i = 0; i <= list.length; i++) {
    const letter = list[i] ?? ','
    if ('({[<'.includes(letter)) depth++
    else if (')}]>'.includes(letter) && list[i - 1] !== '=') depth--
    if (i < list.length && (depth > 0 || (letter !== ',' && letter !== ';'))) continue
    all.push(list.slice(start, i))
    start = i + 1
  }
  return all
}

/** JSDoc comments by the place where they end: the code that begins next is theirs. */
const docsOf = perFile((sourceCode) => {
  const docs = sourceCode.getAllComments().filter((comment) => comment.type === 'Block' && comment.value.startsWith('*') && comment.value.includes('{'))
  return docs.length > 0 ? docs : undefined
})

/**
 * Types that comments of the file declare (`@typedef`, `@callback`, `@template`, `@import`), by name: they hide globals of the
 * same name. The text is what a `@typedef {…}` stands for: with a list of properties, an object that has them; a `@callback` is a function.
 */
export const typedefsOf = perFile((sourceCode): ReadonlyMap<string, string | undefined> => {
  const names = new Map<string, string | undefined>()
  for (const comment of sourceCode.getAllComments()) {
    if (!comment.value.includes('@')) continue
    for (const { 0: whole, 1: tag, 2: rest = '', index } of comment.value.matchAll(/@(typedef|callback|template|import)\b([^@]*)/gu)) {
      const type = tag === 'typedef' ? tagged(`@type ${rest}`, /@type\s*\{/u) : undefined
      const after = type === undefined ? rest : rest.slice(rest.indexOf(type) + type.length + 1)
      const declared = tag === 'import' || tag === 'template' ? after.split(/\bfrom\b/u)[0] ?? '' : (/[\w$]+/u.exec(after)?.[0] ?? '')
      const text = tag === 'callback' ? 'Function' : type !== undefined && /^object$/iu.test(type.trim()) ? objectText(comment.value.slice(index + whole.length)) : type && withoutStars(type)
      for (const [name] of declared.matchAll(/[A-Za-z_$][\w$]*/gu)) names.set(name, text)
    }
  }
  return names
})

/** The text of the object that the lines after its name describe: `@property {string} title` makes `{ title: string }`. */
function objectText(after: string): string {
  const parts: string[] = []
  for (const tag of after.split(/@(?=\w)/u).slice(1)) {
    if (/^(?:typedef|callback)\b/u.test(tag)) break
    const type = /^prop(?:erty)?\b/u.test(tag) ? tagged(tag, /^\w+\s*\{/u) : undefined
    const [, bracket, name] = type === undefined ? [] : (/^\s*(\[?)\s*([\w$.]+)/u.exec(tag.slice(tag.indexOf(type) + type.length + 1)) ?? [])
    if (type !== undefined && name !== undefined && !name.includes('.')) parts.push(`${name}${bracket || /=\s*$/u.test(type) ? '?' : ''}: ${withoutStars(type)}`)
  }
  return parts.length > 0 ? `{ ${parts.join(', ')} }` : 'object'
}

/** The text of `@type {…}` on a declaration or on a parameter itself; undefined without one. */
export function typeTextOf(sourceCode: SourceCode, node: Node): string | undefined {
  const doc = docBefore(sourceCode, node)
  return doc && tagged(doc.value, /@type\s*\{/u)
}

/** The text of `@param {…} name` in the comment above a function; undefined without one. */
export function parameterTypeTextOf(sourceCode: SourceCode, of: FunctionNode, name: string): string | undefined {
  if (!docsOf(sourceCode)) return undefined
  const holder = statementOf(of)
  const doc = docBefore(sourceCode, holder)
  if (!doc) return undefined
  for (const part of doc.value.split('@param').slice(1).filter((each) => each.includes(name))) {
    const type = tagged(`@type ${part}`, /@type\s*\{/u)
    if (type !== undefined && new RegExp(`\\}\\s*\\[?${name.replace(/\$/gu, '\\$')}\\b`, 'u').test(part)) return type
  }
  return undefined
}

function docBefore(sourceCode: SourceCode, node: Node): TSESTree.Comment | undefined {
  const docs = docsOf(sourceCode)
  if (!docs) return undefined
  const start = node.range[0]
  const doc = lastBefore(docs, start)
  return doc && /^[\s(]*$/u.test(sourceCode.text.slice(doc.range[1], start)) ? doc : undefined
}

function lastBefore(docs: readonly TSESTree.Comment[], offset: number): TSESTree.Comment | undefined {
  let low = 0
  let high = docs.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((docs[middle] as TSESTree.Comment).range[1] <= offset) low = middle + 1
    else high = middle
  }
  return docs[low - 1]
}

/** A text of several lines without the stars that they begin with. */
function withoutStars(text: string): string {
  return text.replaceAll(/\n[ \t]*\*/gu, ' ')
}

/** The type between the braces that follow `tag`, nested braces included. */
function tagged(text: string, tag: RegExp): string | undefined {
  const match = tag.exec(text)
  if (!match) return undefined
  const start = match.index + match[0].length
  let depth = 1
  for (let i = start; i < text.length; i++) {
    if (text[i] === '{') depth++
    else if (text[i] === '}' && --depth === 0) return text.slice(start, i)
  }
  return undefined
}

/** The statement or class member that a documented function stands in. */
function statementOf(of: FunctionNode): Node {
  let at: Node = of
  while (at.parent && !at.type.endsWith('Declaration') && at.type !== 'MethodDefinition' && at.type !== 'PropertyDefinition' && at.type !== 'ExpressionStatement' && at.type !== 'Property') at = at.parent
  return at.parent?.type === 'ExportNamedDeclaration' || at.parent?.type === 'ExportDefaultDeclaration' ? at.parent : at
}

import type { TSESTree } from '@typescript-eslint/utils'

import { typeName } from '../../knowledge/index.ts'
import type { ApiPath } from '../../knowledge/schema.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { lineOf } from '../../utils/report.ts'
import { isFunction, isInside, type Node } from '../../utils/syntax.ts'
import type { MessageFault } from './faults.ts'
import type { Leaf } from './leaves.ts'

/** Values that go by another name than their type. */
const NAMES: Readonly<Record<string, string>> = {
  IArguments: 'the arguments object',
  ArrayIterator: 'an iterator',
  Generator: 'a generator',
  AsyncGenerator: 'a generator',
}

/** A value of an API in words: 'a Headers object', 'an IncomingMessage', 'what axios.get() returns', 'the config of an AxiosError'. */
export function described(path: ApiPath): string {
  const name = typeName(path)
  const known = NAMES[name]
  if (known !== undefined) return known
  const module = path.slice(0, path.indexOf('#')).replace(/^node:/u, '')
  const [, whole, part] = /^(.*\(\))\.([a-z]\w*)$/u.exec(path) ?? []
  if (whole !== undefined && part !== undefined) return `the ${part} of ${described(whole)}`
  if (!path.endsWith('()')) return name === '' ? module : name
  if (/^[a-z]/u.test(name)) return `what ${name === 'default' ? module : [module, name].filter((each) => each !== '').join('.')}() returns`
  return `${article(name)} ${name}${/(?:Headers|Params|Stats|Clients)$/u.test(name) ? ' object' : ''}`
}

/** Letters that are read one by one and begin with a vowel: 'an HTMLElement', 'an XMLHttpRequest'. */
function article(name: string): string {
  if (/^(?:U[RIt]|Uint|Use)/u.test(name)) return 'a'
  return /^(?:[AEIOU]|HTML|SVG|XML|RTC|FS[A-Z])/u.test(name) ? 'an' : 'a'
}

/** How many values are named in one message. */
const NAMED = 4

/** What is wrong, by the name that a reader of the payload would use, where it comes from, and what else is wrong in the same way. */
export function subjectOf(sourceCode: SourceCode, fault: MessageFault, [leaf, ...others]: readonly Leaf[]): string {
  if (!leaf) return ''
  const names = others.map((each) => `'${nameOf(sourceCode, fault, each)}'`)
  const more = names.length < NAMED ? names.join(', ') : `${String(names.length)} others`
  const alike = names.length === 0 ? '' : ` (and so ${names.length === 1 ? 'is' : 'are'} ${more})`
  return `'${nameOf(sourceCode, fault, leaf)}' is ${leaf.what}${originOf(leaf)}${alike}`
}

function nameOf(sourceCode: SourceCode, { call, send }: MessageFault, { path, site }: Leaf): string {
  const payload = send.payloads.find(({ node }) => isInside(site, node))?.node
  const isNamed = call === send.call && (payload?.type === 'Identifier' || payload?.type === 'MemberExpression')
  const whole = path.length === 0 ? sourceCode.getText(site) : isNamed ? sourceCode.getText(payload) : ''
  const text = path.reduce(memberText, whole.length > 40 || whole.includes('\n') ? '' : whole)
  return text === '' ? 'the message' : text.startsWith('[') ? `message${text}` : text
}

function memberText(whole: string, name: string): string {
  if (name === '[]') return `${whole}[]`
  if (/^\d+$/u.test(name)) return `${whole}[${name}]`
  return whole === '' ? name : `${whole}.${name}`
}

/** A second place, where the value is made on another line than it is sent from. */
function originOf({ value, site }: Leaf): string {
  const { at } = value
  return at.loc.start.line === site.loc.start.line || at.type.startsWith('Import') ? '' : ` (${lineOf(at)})`
}

/** Where a report stands: a function of several lines is shown by its head. */
export function headOf(site: Node): TSESTree.SourceLocation {
  const holder = site.type === 'Property' ? site.value : site
  const isLong = site.loc.start.line !== site.loc.end.line
  return isLong && isFunction(holder) && holder.body ? { start: site.loc.start, end: holder.body.loc.start } : site.loc
}

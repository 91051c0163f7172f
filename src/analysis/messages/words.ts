import { typeName } from '../../knowledge/index.ts'
import type { ApiPath } from '../../knowledge/schema.ts'

/** Values that go by another name than their type. */
const NAMES: Readonly<Record<string, string>> = {
  IArguments: 'the arguments object',
  ArrayIterator: 'an iterator',
  Generator: 'a generator',
  AsyncGenerator: 'a generator',
}

/** A value of an API in words: 'a Headers object', 'an IncomingMessage', 'what axios.get() returns'. */
export function described(path: ApiPath): string {
  const name = typeName(path)
  const known = NAMES[name]
  if (known !== undefined) return known
  const module = path.slice(0, path.indexOf('#')).replace(/^node:/u, '')
  if (!path.endsWith('()')) return name === '' ? module : name
  if (/^[a-z]/u.test(name)) return `what ${name === 'default' ? module : [module, name].filter((each) => each !== '').join('.')}() returns`
  return `${article(name)} ${name}${/(?:Headers|Params|Stats|Clients)$/u.test(name) ? ' object' : ''}`
}

/** Letters that are read one by one and begin with a vowel: 'an HTMLElement', 'an XMLHttpRequest'. */
function article(name: string): string {
  if (/^(?:U[RIt]|Uint|Use)/u.test(name)) return 'a'
  return /^(?:[AEIOU]|HTML|SVG|XML|RTC|FS[A-Z])/u.test(name) ? 'an' : 'a'
}

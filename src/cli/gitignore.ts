/** The rules of one `.gitignore`: they hold for paths relative to its folder; the last that matches decides. */
export interface IgnoreFile {
  /** The folder it lies in. */
  readonly dir: string
  readonly patterns: readonly Pattern[]
}

interface Pattern {
  readonly negated: boolean
  readonly foldersOnly: boolean
  readonly regex: RegExp
}

/** Reads the text of a `.gitignore`. A line that makes no sense ignores nothing, as with Git. */
export function parseIgnore(text: string, dir: string): IgnoreFile {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  return { dir, patterns: lines.flatMap((line) => patternOf(line) ?? []) }
}

/**
 * Whether a path is ignored by these files, outermost first. The path is relative to `dir` of each through
 * `relativeTo`, with forward slashes. Folders above it are taken not to be ignored: Git never looks into those.
 */
export function isIgnored(files: readonly IgnoreFile[], relativeTo: (dir: string) => string, isFolder: boolean): boolean {
  for (const { dir, patterns } of files.toReversed()) {
    const path = relativeTo(dir)
    const match = patterns.findLast(({ foldersOnly, regex }) => (isFolder || !foldersOnly) && regex.test(path))
    if (match) return !match.negated
  }
  return false
}

function patternOf(line: string): Pattern | undefined {
  let glob = line.replace(/(?<!\\)((?:\\\\)*)[ \t]+$/, '$1')
  if (glob === '' || glob.startsWith('#')) return undefined
  const negated = glob.startsWith('!')
  if (negated) glob = glob.slice(1)
  const foldersOnly = glob.endsWith('/')
  if (foldersOnly) glob = glob.slice(0, -1)
  const anchored = glob.includes('/')
  const source = sourceOf(glob.replace(/^\//, ''))
  if (source === undefined) return undefined
  try {
    return { negated, foldersOnly, regex: new RegExp(`^${anchored ? '' : '(?:.*/)?'}${source}$`, 's') }
  } catch {
    return undefined
  }
}

// In order: folders at the start, in the middle, at the end; stars; a single letter; a class; an escaped letter; the rest.
const TOKEN = /^\*{2,}\/|\/\*{2,}\/|\/\*{2,}$|\*+|\?|\[[!^]?\]?(?:\[:[a-z]+:\]|\\.|[^\]\\])*\]|\\?./gs

function sourceOf(glob: string): string | undefined {
  let source = ''
  for (const [token] of glob.matchAll(TOKEN)) {
    if (token === '[' || token === '\\') return undefined
    source += regexOf(token)
  }
  return source === '' ? undefined : source
}

function regexOf(token: string): string {
  if (token.startsWith('**') && token.endsWith('/')) return '(?:.*/)?'
  if (token.startsWith('/*')) return token.endsWith('/') ? '/(?:.*/)?' : '/.+'
  if (token.startsWith('*')) return '[^/]*'
  if (token === '?') return '[^/]'
  if (token.startsWith('[')) return classOf(token)
  return token.replace(/^\\(?=.)/s, '').replace(/[.*+?^${}()|[\]\\/]/, '\\$&')
}

const NAMED: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9', alpha: 'A-Za-z', digit: '0-9', lower: 'a-z', upper: 'A-Z', space: '\\s', xdigit: 'A-Fa-f0-9', punct: '!-/:-@\\[-`{-~', blank: ' \\t',
}

function classOf(token: string): string {
  const negated = /^\[[!^]/.test(token)
  const body = token
    .slice(negated ? 2 : 1, -1)
    .replace(/\[:([a-z]+):\]|\\(.)|([\][^])/gs, (_, named: string | undefined, escaped: string | undefined, plain: string | undefined) =>
      named === undefined ? `\\${(escaped ?? plain ?? '')}` : (NAMED[named] ?? ''))
  return `(?!/)[${negated ? '^' : ''}${body}]`
}

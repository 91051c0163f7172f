/**
 * A file pattern as a regular expression over a path with forward slashes: `*` within a name, `**` across folders, `{a,b}`. Braces
 * without their partner, and commas outside, stand for themselves: any text is a pattern.
 */
export function pathPattern(glob: string): RegExp {
  const path = glob.replaceAll('\\', '/').replace(/^\.?\//, '')
  const paired = pairedBraces(path)
  let depth = 0
  const body = path.replace(/[.+^$()|[\]]|\*\*\/?|\*|\?|[{},]/g, (part, at: number) => {
    if (part.startsWith('**')) return '(?:.*/)?'
    if (part === ',') return depth > 0 ? '|' : ','
    if (paired.has(at)) depth += part === '{' ? 1 : -1
    return (paired.has(at) ? BRACES : IN_REGEXP)[part] ?? `\\${part}`
  })
  return new RegExp(`(?:^|/)${body}$`, 'u')
}

const IN_REGEXP: Readonly<Record<string, string>> = { '*': '[^/]*', '?': '[^/]' }
const BRACES: Readonly<Record<string, string>> = { '{': '(?:', '}': ')' }

/** Where the braces stand that belong together. */
function pairedBraces(path: string): ReadonlySet<number> {
  const open: number[] = []
  const paired = new Set<number>()
  for (let at = 0; at < path.length; at++) {
    if (path[at] === '{') open.push(at)
    if (path[at] !== '}') continue
    const begun = open.pop()
    if (begun !== undefined) paired.add(begun).add(at)
  }
  return paired
}

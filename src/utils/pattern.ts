/** A file pattern as a regular expression over a path with forward slashes: `*` within a name, `**` across folders, `{a,b}`. */
export function pathPattern(glob: string): RegExp {
  const body = glob.replaceAll('\\', '/').replace(/^\.?\//, '').replace(/[.+^$()|[\]]|\*\*\/?|\*|\?|[{},]/g, (part) => {
    if (part.startsWith('**')) return '(?:.*/)?'
    return IN_REGEXP[part] ?? `\\${part}`
  })
  return new RegExp(`(?:^|/)${body}$`, 'u')
}

const IN_REGEXP: Readonly<Record<string, string>> = { '*': '[^/]*', '?': '[^/]', '{': '(?:', '}': ')', ',': '|' }

import { readFileSync } from 'node:fs'
import { posix } from 'node:path'

export interface Link {
  readonly text: string
  readonly line: number
  /** The page or file it leads to, from the root of the repository. */
  readonly path: string
  /** What follows the #, if anything. */
  readonly anchor?: string
}

/** The links of a page that stay in the repository. Code is no text. */
export function linksOf(path: string): Link[] {
  return textOf(path).flatMap((text, i) =>
    [...text.matchAll(/\[([^\]]*)\]\(([^)\s]+)\)/g)].flatMap(([, shown = '', target = '']) => {
      if (/^\w+:/.test(target)) return []
      const [file = '', anchor] = target.split('#')
      return [{ text: shown, line: i + 1, path: file === '' ? path : posix.join(posix.dirname(path), file), ...(anchor === undefined ? {} : { anchor }) }]
    }),
  )
}

/** What a link can name on a page: its headings, as GitHub spells them, and the places it marks itself. */
export function anchorsOf(path: string): Set<string> {
  const anchors = new Set<string>()
  for (const line of textOf(path)) {
    for (const [, id = ''] of line.matchAll(/<a id="([\w-]+)">/g)) anchors.add(id)
    const heading = /^#+ (.*)$/.exec(line)?.[1]
    if (heading === undefined) continue
    const slug = heading.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-')
    let name = slug
    for (let again = 1; anchors.has(name); again++) name = `${slug}-${String(again)}`
    anchors.add(name)
  }
  return anchors
}

/** The lines of a page; those of its code are empty. */
function textOf(path: string): string[] {
  let fence: string | undefined
  return readFileSync(path, 'utf8').split(/\r?\n/).map((line) => {
    const ticks = /^(`{3,}|~{3,})/.exec(line)?.[1]
    if (fence === undefined && ticks === undefined) return line.replaceAll(/`([^`]*)`/g, (span, code: string) => (code.includes('](') ? '' : span))
    if (fence === undefined) fence = ticks
    else if (line === fence) fence = undefined
    return ''
  })
}

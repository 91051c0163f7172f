/** One expected report. Lines and columns count from 1. */
export interface Expected {
  readonly messageId: string
  readonly data?: Readonly<Record<string, string>>
  readonly line: number
  readonly column: number
  readonly endLine?: number
  readonly endColumn?: number
}

const MARKER = /^(\s*)(~+)(\.\.\.)?\s+([A-Za-z]\w*)(?:\s+(\{.*\}))?\s*$/

/**
 * Code with the expected reports written under it:
 *
 *   navigator.locks.request('db', write)
 *   ~~~~~~~~~~~~~~~~~~~~~~~ floating {"lock": "db"}
 *
 * The tildes stand under the reported range; then come the message's id and, as JSON, its data. Several reports on one
 * line take several marker lines. `~~~...` marks a range that goes on below: only its start is compared.
 * The common indentation is removed.
 */
export function marked(strings: TemplateStringsArray, ...values: readonly unknown[]): { readonly code: string; readonly errors: Expected[] } {
  const code: string[] = []
  const errors: Expected[] = []
  for (const line of text(strings, ...values).split('\n')) {
    const [, indent, tildes, open, messageId, data] = MARKER.exec(line) ?? []
    if (indent === undefined || tildes === undefined || messageId === undefined) {
      code.push(line)
      continue
    }
    errors.push({
      messageId,
      ...(data === undefined ? {} : { data: JSON.parse(data) as Record<string, string> }),
      line: code.length,
      column: indent.length + 1,
      ...(open === undefined ? { endLine: code.length, endColumn: indent.length + tildes.length + 1 } : {}),
    })
  }
  if (errors.length === 0) throw new Error('marked`…` without a marker line: use text`…` or add one.')
  errors.sort((a, b) => a.line - b.line || a.column - b.column)
  return { code: code.join('\n'), errors }
}

/** Lines of text without their common indentation and without the empty first and last line. */
export function text(strings: TemplateStringsArray, ...values: readonly unknown[]): string {
  const lines = String.raw({ raw: strings.raw }, ...values).split('\n')
  if (lines[0]?.trim() === '') lines.shift()
  if (lines.at(-1)?.trim() === '') lines.pop()
  const margin = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length))
  return lines.map((line) => line.slice(margin)).join('\n')
}

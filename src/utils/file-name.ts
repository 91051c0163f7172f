import type { SourceCode } from './per-file.ts'
import { perFile } from './per-file.ts'

const held = perFile((): { name: string | undefined; path: string | undefined } => ({ name: undefined, path: undefined }))

/** Notes where the file being linted lies: a source code does not know it, the context of a rule does. */
export function nameFile(sourceCode: SourceCode, name: string): void {
  const known = held(sourceCode)
  // Each rule names it, and many ask.
  if (known.name === name) return
  known.name = name
  known.path = absolute(name)
}

/** The absolute path of the file, with forward slashes; undefined when no rule has named it or it has no place on a disk (`<input>`). */
export function fileNameOf(sourceCode: SourceCode): string | undefined {
  return held(sourceCode).path
}

/** A path with forward slashes and a drive or root in front; undefined when it is not absolute. */
export function absolute(path: string): string | undefined {
  const slashed = /^[A-Za-z]:[\\/]|^\\\\/.test(path) ? path.replaceAll('\\', '/') : path
  return /^(?:[A-Za-z]:)?\//.test(slashed) ? slashed : undefined
}

/** What keeps the command from doing its work: told in one line, without a stack, with exit code 2. */
export class Failure extends Error {
  override readonly name = 'Failure'
}

/** Why something failed, in one line. */
export function reasonOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  const known = typeof code === 'string' ? REASONS[code] : undefined
  if (known !== undefined) return known
  const message = error instanceof Error ? error.message : String(error)
  return message.split('\n', 1)[0] ?? ''
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  EEXIST: 'a file is in the way',
  EISDIR: 'it is a folder',
  ELOOP: 'its links go round in a circle',
  ENOENT: 'no such file or folder',
  ENOTDIR: 'no such file or folder',
  ENAMETOOLONG: 'its name is too long',
  ENOSPC: 'the disk is full',
}

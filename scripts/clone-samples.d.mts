type Verdict = 'ok' | 'lossy' | 'throws' | 'transfer'
type Algorithm = 'clone' | 'json' | 'advanced'

export function measure<A extends Algorithm>(algorithms?: readonly A[]): Promise<Record<string, Partial<Record<A, Verdict>>>>

export const samples: Readonly<Record<string, () => unknown>>

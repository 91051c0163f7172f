import { perFile } from '../../utils/per-file.ts'
import type { Access } from './access.ts'
import { directAccesses } from './direct.ts'
import { helpedAccesses } from './helped.ts'

/** All accesses of the file to memory that is known to be shared, in source order: those spelled out, and those through helpers. */
export const accessesOf = perFile((sourceCode): readonly Access[] =>
  [...directAccesses(sourceCode), ...helpedAccesses(sourceCode)].sort((a, b) => a.node.range[0] - b.node.range[0]))

import { callsByName } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, unwrap } from '../../utils/syntax.ts'

/** The names that a file has given itself to what it imports or keeps: `import { access as look }`, `const look = promisify(access)`. */
const ownNames = perFile((sourceCode): ReadonlySet<string> => {
  const names = new Set<string>()
  for (const { variables } of sourceCode.scopeManager?.scopes ?? []) {
    for (const { name, defs: [def] } of variables) {
      if (def?.type === 'Variable') names.add(name)
      if (def?.type === 'ImportBinding' && !(def.node.type === 'ImportSpecifier' && def.node.imported.type === 'Identifier' && def.node.imported.name === name)) names.add(name)
    }
  }
  return names
})

/** The calls that may be of functions with these names, in source order: those that are written so, and those by a name of the file's own. */
export function callsThatMayBe(sourceCode: SourceCode, isWanted: (name: string) => boolean): readonly Call[] {
  const own = ownNames(sourceCode)
  return [...callsByName(sourceCode)]
    .flatMap(([name, calls]) => (isWanted(name) ? calls : own.has(name) ? calls.filter(({ callee }) => unwrap(callee).type === 'Identifier') : []))
    .sort((a, b) => a.range[0] - b.range[0])
}

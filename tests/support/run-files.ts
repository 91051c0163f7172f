import ts from 'typescript'

import type { ExampleFile } from './pages.ts'

/** The name under which a file of an example runs: its types are gone. */
export function nameToRun({ name }: Pick<ExampleFile, 'name'>): string {
  return name.replace(/ts$/, 'js')
}

export function codeToRun({ language, code }: ExampleFile): string {
  return language === 'ts' ? ts.transpileModule(code, { compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext } }).outputText : code
}

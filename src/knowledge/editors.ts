import type { ApiPath } from './schema.ts'

/** A method that shows marks in a document: which argument they are, or which property of it. */
export interface Marking {
  readonly argument: number
  readonly property?: string
  /** Only of a collection of marks: others have methods of that name. */
  readonly ofCollection?: true
}

/** Methods that show marks in an open document, in place of those that are there. */
export const markings: ReadonlyMap<string, Marking> = new Map<string, Marking>([
  ['set', { argument: 1, ofCollection: true }],
  ['sendDiagnostics', { argument: 0, property: 'diagnostics' }],
  ['setModelMarkers', { argument: 2 }],
])
export const markCollections: ReadonlySet<ApiPath> = new Set(['vscode#languages.createDiagnosticCollection()', 'vscode#DiagnosticCollection()'])

/** Events by which an editor tells that the text of a document is another one. */
export const textChanges = /^on(?:Did)?(?:Change|Save)(?:TextDocument|ModelContent|Content|Model)?$|^onDidSave$/u

/** Methods of a document that answer its text as it is now. */
export const shownText: ReadonlySet<string> = new Set(['getText', 'getValue'])

import type { ESLint, Linter } from 'eslint'
import { relative, sep } from 'node:path'

import { lockGraph, type GraphEdge, type LockGraph } from '../analysis/locks/order/graph.ts'
import { createRule } from '../utils/rule.ts'

export const GRAPHS = ['mermaid', 'json'] as const
export type GraphFormat = (typeof GRAPHS)[number]

// A rule that tells what a file does: so the graph is read with the parsers and settings of every other run.
const teller = createRule<'graph'>({
  name: 'lock-graph',
  meta: {
    type: 'suggestion',
    docs: { description: 'tell which locks a file takes, in which order', category: 'Locks', recommended: false },
    schema: [],
    messages: { graph: '{{graph}}' },
  },
  check({ report, sourceCode }) {
    const graph = lockGraph(sourceCode)
    if (graph.locks.length > 0) report({ node: sourceCode.ast, messageId: 'graph', data: { graph: JSON.stringify(graph) } })
  },
})

/** What makes a run tell lock graphs in place of faults. Comments that switch rules off have no say. */
export const graphConfigs: readonly Linter.Config[] = [
  {
    plugins: { concurrency: { rules: { 'lock-graph': teller as never } } },
    rules: { 'concurrency/lock-graph': 'warn' },
    linterOptions: { noInlineConfig: true },
  },
]

interface Lock {
  readonly id: string
  readonly name: string
  /** Undefined for a lock that is known by its name in every file. */
  readonly file?: string
}

interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

interface Order {
  /** Held, and waited for meanwhile, by id. */
  readonly from: string
  readonly to: string
  readonly held: Place
  readonly taken: Place
  readonly through: readonly string[]
  readonly inCycle: boolean
}

interface Graph {
  readonly locks: readonly Lock[]
  readonly edges: readonly Order[]
}

/** The lock-order graph of a project as text, from what a run with `graphConfigs` found; paths are relative to `cwd`. */
export function graphText(results: readonly ESLint.LintResult[], format: GraphFormat, cwd: string): string {
  const graph = merged(results, cwd)
  return format === 'json' ? `${JSON.stringify(graph, undefined, 2)}\n` : mermaid(graph)
}

function merged(results: readonly ESLint.LintResult[], cwd: string): Graph {
  const locks = new Map<string, Lock>()
  const edges: Order[] = []
  for (const { filePath, messages } of results) {
    const file = pathFrom(cwd, filePath)
    for (const { ruleId, message } of messages) if (ruleId === 'concurrency/lock-graph') addFile(file, JSON.parse(message) as LockGraph)
  }
  return { locks: [...locks.values()], edges }

  function addFile(file: string, graph: LockGraph): void {
    const ids = new Map<string, string>()
    for (const { key, text, global } of graph.locks) {
      const place = global ? key : `${file} ${key}`
      const lock = locks.get(place) ?? { id: `lock${String(locks.size + 1)}`, name: text, ...(global ? {} : { file }) }
      locks.set(place, lock)
      ids.set(key, lock.id)
    }
    edges.push(...graph.edges.map((edge) => orderOf(file, edge, ids)))
  }
}

function orderOf(file: string, { from, to, since, at, through, inCycle }: GraphEdge, ids: ReadonlyMap<string, string>): Order {
  return { from: ids.get(from) ?? from, to: ids.get(to) ?? to, held: { file, ...since }, taken: { file, ...at }, through, inCycle }
}

/** A line for each file that could not be read or parsed. */
export function unreadFiles(results: readonly ESLint.LintResult[], cwd: string): readonly string[] {
  return results.flatMap(({ filePath, messages }) => messages.filter(({ fatal }) => fatal).map(({ line, message }) => `${pathFrom(cwd, filePath)}:${String(line)}: ${message}`))
}

function pathFrom(cwd: string, file: string): string {
  return relative(cwd, file).split(sep).join('/')
}

/** Edges of a circle are thick and say so. */
function mermaid({ locks, edges }: Graph): string {
  const nodes = locks.map(({ id, name, file }) => `  ${id}["${escaped(file === undefined ? name : `${name}<br>${file}`)}"]`)
  const arrows = edges.map(({ from, to, taken, through, inCycle }) => {
    const way = through.length > 0 ? ` through ${through.join(', ')}` : ''
    const label = escaped(`${taken.file}:${String(taken.line)}${way}`)
    return inCycle ? `  ${from} == "${label}: deadlock" ==> ${to}` : `  ${from} -- "${label}" --> ${to}`
  })
  return ['flowchart LR', ...nodes, ...arrows, ''].join('\n')
}

/** What would end a label in Mermaid, as its entities. */
function escaped(text: string): string {
  return text.replaceAll('#', '#35;').replaceAll('"', '#quot;').replaceAll('`', '#96;')
}

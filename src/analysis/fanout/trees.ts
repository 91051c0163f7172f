import { listings } from '../../knowledge/io.ts'
import { calledName, callsNamed } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, isCall, ownerOf, walk } from '../../utils/syntax.ts'
import { nameIn } from '../callbacks/uses.ts'
import { lastName } from '../resolve/path.ts'
import { promisifiedFrom } from '../resolve/promisified.ts'
import { calledFunction, calledPath } from '../resolve/receiver.ts'
import type { Task } from './fanouts.ts'
import { takesTurn } from './outside.ts'

/** Whether each task begins the function again that begins the tasks: `links.map((link) => this.visit(link))` in `visit`. */
export function runsAgain(sourceCode: SourceCode, { node, fn }: Task, home: FunctionNode): boolean {
  const name = nameIn(home)
  let again = false
  if (name !== undefined) walk(sourceCode, fn ?? node, (at) => {
    again ||= isCall(at) && calledName(at) === name && calledFunction(sourceCode, at) === home
    return !again
  })
  return again
}

const LISTING: ReadonlySet<string> = new Set([...listings].map(lastName))

/** The name of the function that reads a folder and begins itself again for what is in it; undefined where it reads none, or its tasks take turns. */
export function walkerOf(sourceCode: SourceCode, task: Task, home: FunctionNode): string | undefined {
  const reads = callsNamed(sourceCode, LISTING).some((call) => ownerOf(call) === home && isListing(sourceCode, call))
  return reads && runsAgain(sourceCode, task, home) && !takesTurn(sourceCode, task) ? nameIn(home) : undefined
}

function isListing(sourceCode: SourceCode, call: Call): boolean {
  const path = calledPath(sourceCode, call, LISTING)
  return path !== undefined && listings.has(path === 'node:util#promisify()' ? (promisifiedFrom(sourceCode, call.callee) ?? '') : path)
}

import { isEnding, isStartUp } from '../../knowledge/lifecycles.ts'
import { commandFolders, commandKeywords, commandLine, commandLineName, commandModules, commandPackages, commandParsers, commandSteps, programExit } from '../../knowledge/roles.ts'
import { fileNameOf } from '../../utils/file-name.ts'
import { callsByName, callsNamed, isLoop, membersNamed, nodesOf } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, isFunction, isInside, type Node, ownerOf, wrapped } from '../../utils/syntax.ts'
import { nameIn } from '../callbacks/uses.ts'
import { isCommandOf, type Package, packageOf } from '../port.ts'
import { apiOf } from '../resolve/denote.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { modulePath } from '../resolve/path.ts'

const commandRoots = evidenceFrom(commandModules.map(modulePath))

/** Whether a file is a program, or a part of one, that runs once for the user who has typed its name. */
export function isCommand(sourceCode: SourceCode): boolean {
  if (sourceCode.text.startsWith('#!')) return true
  if (mentions(sourceCode, commandRoots)) return true
  const file = fileNameOf(sourceCode)
  const home = file === undefined ? undefined : packageOf(sourceCode)
  if (home !== undefined && file !== undefined && (isCommandOf(home, file) || isOnlyCommands(home) || isAmongCommands(home, file))) return true
  return readsCommandLine(sourceCode) || isToldCommandLine(sourceCode) || givesUp(sourceCode) || worksToItsEnd(sourceCode) || endsAtItsEnd(sourceCode)
}

/** A package with commands that is named for them, meant for a whole machine, or that nobody can import; or one that a framework of commands runs. */
function isOnlyCommands({ bin, isImported, isForMachine, isOfCommands, name }: Package): boolean {
  return isOfCommands || (bin.length > 0 && (!isImported || isForMachine || /(?:^|[/-])cli$/u.test(name ?? '')))
}

/** A folder of commands, in a package that has some: `lib/commands/edit.js`. */
function isAmongCommands({ bin, dir }: Package, file: string): boolean {
  return bin.length > 0 && file.startsWith(`${dir}/`) && commandSteps.test(file.slice(dir.length))
}

/**
 * Whether the package has commands, or needs what takes a command line apart, and says by its keywords or its folder that these are what
 * people look for, or is by its name the commands of another: mostly, one user waits for it.
 */
export function isSoughtAsCommand(sourceCode: SourceCode): boolean {
  const home = packageOf(sourceCode)
  if (!home) return false
  if (commandFolders.test(home.dir) && (home.bin.length > 0 || home.needs?.some((each) => commandModules.includes(each)))) return true
  return commandPackages.test(home.name ?? '') || (home.bin.length > 0 && home.keywords.some((each) => commandKeywords.test(each)))
}

/** `for (const each of all) await convert(each)`, in the code of a module that exports nothing: when that is done, so is the program. */
function worksToItsEnd(sourceCode: SourceCode): boolean {
  const { ast: { body } } = sourceCode
  return body.every(({ type }) => !type.startsWith('Export')) && body.some(isLoop) && nodesOf(sourceCode).awaits.some((each) => ownerOf(each).type === 'Program' && body.some((statement) => isLoop(statement) && isInside(each, statement)))
}

/** `process.exit(failed ? 1 : 0)`, as the last thing that the module does. */
function endsAtItsEnd(sourceCode: SourceCode): boolean {
  const statement = sourceCode.ast.body.at(-1)
  return statement?.type === 'ExpressionStatement' && statement.expression.type === 'CallExpression' && apiOf(sourceCode, statement.expression.callee) === programExit
}

const last = (path: string): string => path.slice(path.lastIndexOf('#') + 1)

/** `process.argv.slice(2)`, `parseArgs()`. */
function readsCommandLine(sourceCode: SourceCode): boolean {
  const name = last(commandLine)
  if (commandParsers.some((parser) => callsNamed(sourceCode, [last(parser)]).some((call) => apiOf(sourceCode, call.callee) === parser))) return true
  return membersNamed(sourceCode, name).some((member) => apiOf(sourceCode, member) === commandLine)
}

/** `function build(tool, argv)`: a step of a command. */
function isToldCommandLine(sourceCode: SourceCode): boolean {
  return sourceCode.text.includes(commandLineName) && nodesOf(sourceCode).functions.some(({ params }) => params.some((each) => each.type === 'Identifier' && each.name === commandLineName))
}

/** Whether a function of the file ends the whole program when its own work fails: then nobody else lives in it. */
function givesUp(sourceCode: SourceCode): boolean {
  const exits = callsByName(sourceCode).get(last(programExit)) ?? []
  return exits.some((call) => apiOf(sourceCode, call.callee) === programExit && isInWork(call))
}

/** Not where a server ends: when it cannot start, when something nobody expected has come, and when it is told to. */
function isInWork(call: Call): boolean {
  let inside = false
  for (let at: Node | undefined = call.parent; at; at = at.parent) {
    if (at.type === 'CatchClause') return false
    if (!isFunction(at)) continue
    const name = nameIn(at) ?? ''
    if (isEnding(name) || isStartUp(name) || isCallback(at)) return false
    inside = true
  }
  return inside
}

/** Whether a function is given to something that runs it: a listener, a handler of errors. */
function isCallback(fn: Node): boolean {
  const outer = wrapped(fn)
  return outer.parent?.type === 'CallExpression' && outer.parent.callee !== outer
}

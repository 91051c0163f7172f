import { commandAsks, commandChanges, type CommandDeed, type CommandQuestion, keyLocks } from '../../../knowledge/commands.ts'
import { calledName, callsByName, callsByOwner } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type Call, type CodeOwner, type Node, unwrap } from '../../../utils/syntax.ts'
import { keyText } from '../places/place.ts'
import { isOfUnit } from './units.ts'

/** A command of a store of keys: which store and key, and what it asks or does there. */
export interface Command {
  readonly call: Call
  /** The store and the key, as the code writes them. */
  readonly of: string
  /** The key, as text that stands for the same key again. */
  readonly key: string
  /** What is given after the key. */
  readonly given: readonly Node[]
}

/** One that asks something. */
export interface AskingCommand extends Command {
  readonly asks: CommandQuestion
}

/** One that changes something. */
export interface ChangingCommand extends Command {
  readonly does: CommandDeed
}

/** The names by which the file gives such commands, as it writes them. */
export const commandNames = perFile((sourceCode): ReadonlySet<string> => {
  const names = [...callsByName(sourceCode).keys()].filter((name) => commandAsks.has(name.toLowerCase()) || commandChanges.has(name.toLowerCase()))
  return new Set(names.some((name) => commandChanges.has(name.toLowerCase())) ? names : [])
})

/** The question that a call is; undefined for other calls, and where the key may be another one each time. */
export function askingCommandAt(sourceCode: SourceCode, call: Call): AskingCommand | undefined {
  const asks = commandAsks.get((calledName(call) ?? '').toLowerCase())
  const command = asks && commandAt(sourceCode, call)
  return asks && command && { ...command, asks }
}

/** The same of a change. */
export function changingCommandAt(sourceCode: SourceCode, call: Call): ChangingCommand | undefined {
  const does = commandChanges.get((calledName(call) ?? '').toLowerCase())
  const command = does && commandAt(sourceCode, call)
  return does && command && { ...command, does }
}

/** What a call of a store is about; undefined where its key may be another one each time. */
export function commandAt(sourceCode: SourceCode, call: Call): Command | undefined {
  const callee = unwrap(call.callee)
  const [first, ...given] = call.arguments
  const key = callee.type === 'MemberExpression' && first && keyText(sourceCode, first)
  return key && !isOfUnit(call) ? { call, of: `${sourceCode.getText(callee.object)}[${sourceCode.getText(first)}]`, key, given } : undefined
}

/** Whether the code takes the lock of a store before: `set(key, id, 'NX', 'PX', ms)`. */
export function takesKeyLock(sourceCode: SourceCode, owner: CodeOwner, before: Node): boolean {
  return (callsByOwner(sourceCode).get(owner) ?? []).some((call) => call.range[1] <= before.range[0] && keyLocks.test(sourceCode.getText(call)))
}

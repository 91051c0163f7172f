import type { SpawnModel } from '../schema.ts'

const child = {
  kind: 'process',
  noun: 'child process',
  ends: ['kill'],
  detaches: ['unref'],
  joins: ['exit', 'close'],
  fatal: ['error'],
  endingOptions: ['signal', 'timeout'],
  identity: 'pid',
  talksThrough: ['stdin'],
  entry: 0,
} as const

/** Processes. A child that runs keeps its parent alive; `unref` lets the parent go first. */
export const processes: readonly SpawnModel[] = [
  { ...child, id: 'spawn', spawn: ['node:child_process#spawn', 'cross-spawn#default'], idle: 'keeps alive' },
  {
    // With a listener for messages in the child, or any in the parent, both sides stay until `disconnect`.
    ...child,
    id: 'fork',
    spawn: ['node:child_process#fork'],
    handlePaths: ['node:child_process#ChildProcess()'],
    ends: ['kill', 'disconnect'],
    joins: ['exit', 'close', 'disconnect'],
    idle: 'keeps alive',
    entryDecides: true,
  },
  {
    // Commands that run to their end and hand over what they wrote.
    ...child,
    id: 'exec',
    spawn: ['node:child_process#exec', 'node:child_process#execFile'],
    joinCallback: 'last',
    idle: 'ends by itself',
  },
  {
    id: 'cluster',
    spawn: ['node:cluster#fork'],
    handlePaths: ['node:cluster#Worker()'],
    kind: 'member',
    noun: 'cluster worker',
    ends: ['kill', 'disconnect', 'destroy', 'process.kill'],
    endedBy: ['node:cluster#disconnect'],
    joins: ['exit', 'disconnect'],
    idle: 'keeps alive',
  },
  {
    id: 'electron-utility-process',
    spawn: ['electron#utilityProcess.fork'],
    handlePaths: ['electron#UtilityProcess()'],
    kind: 'process',
    noun: 'utility process',
    ends: ['kill'],
    joins: ['exit'],
    idle: 'keeps alive',
    entryDecides: true,
    entry: 0,
  },
]

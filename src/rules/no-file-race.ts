import { writesAgain } from '../analysis/files/again.ts'
import { unfinishedFoldersIn } from '../analysis/files/folders.ts'
import { type FileRace, fileRacesIn } from '../analysis/files/races.ts'
import { rotationsIn } from '../analysis/files/rotated.ts'
import { type Overlap, overlapsIn } from '../analysis/files/writes.ts'
import { roleOf } from '../analysis/roles/role.ts'
import { lineOf, quoted } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'

type MessageId = FileRace['does'] | Overlap['kind'] | 'again' | 'unfinished' | 'rotated'

export default createRule<MessageId>({
  name: 'no-file-race',
  meta: {
    type: 'suggestion',
    docs: {
      description: 'disallow asking whether a file is there before changing it, and writing one file twice at the same time',
      category: 'Shared state',
      recommended: false,
    },
    schema: [],
    messages: {
      makes: "{{check}} asks whether '{{path}}' is there, and until this runs somebody else may have made it: two callers both find nothing, and the second one fails. Make it without asking, with { recursive: true }, or expect EEXIST.",
      creates: "{{check}} asks whether '{{path}}' is there, and until this runs somebody else may have made it: two callers both find nothing, and the second one overwrites what the first one wrote. Write with { flag: 'wx' } and expect EEXIST.",
      removes: "{{check}} asks whether '{{path}}' is there, and until this runs somebody else may have removed it: two callers both find it, and the second one fails. Remove it without asking, with rm(path, { force: true }), or expect ENOENT.",
      moves: "{{check}} asks whether '{{path}}' is there, and until this runs somebody else may have moved it: two callers both find it, and the second one fails. Move it without asking, and expect ENOENT.",
      opens: "{{check}} asks whether '{{path}}' is there, and until this runs somebody else may have removed or replaced it. Open it without asking, expect ENOENT, and ask the open file.",
      overlap: "This write of '{{path}}' begins while that on {{line}} is still under way: parts of both may end up in the file, and either may come last. Wait for the first one.",
      repeated: "Each round of the loop on {{line}} begins another write of '{{path}}' while the last is still under way: parts of several may end up in the file, and any may come last. Wait for each, or write once.",
      again: "Nobody waits for this write of '{{path}}' where it is begun ({{line}}), and the next run begins another while it is under way: parts of both may end up in the file, or the older content may come last. Let each write begin when the last one has ended, or note that one more is due.",
      rotated: "{{check}} asks how large '{{path}}' is, and until this runs a second caller may have asked the same: both find it too large, and the second one puts away what the first has begun anew, over what that put away. Let one run at a time do it.",
      unfinished: "Nobody waits until this is done with '{{path}}', and {{line}} goes on with what is in it: that may come first, and fail, or be removed again. Wait for this call.",
    },
  },
  check(context) {
    const { sourceCode } = context
    const races = fileRacesIn(sourceCode)
    const overlaps = overlapsIn(sourceCode)
    const again = writesAgain(sourceCode)
    const folders = unfinishedFoldersIn(sourceCode)
    const rotations = rotationsIn(sourceCode)
    if (races.length + overlaps.length + again.length + folders.length + rotations.length === 0) return
    const { program } = roleOf(sourceCode)
    for (const { check, use, does, path, tellsProcesses } of races) {
      // What a command or script finds, it has to itself, but for what tells another run of it.
      if (program !== 'application' && !(program === 'command' && tellsProcesses)) continue
      context.report({ node: use.callee, messageId: does, data: { check: `Line ${String(check.loc.start.line)}`, path: quoted(sourceCode.getText(path)) } })
    }
    if (program !== 'application') return
    for (const { kind, write, other, path } of overlaps) {
      context.report({ node: write.callee, messageId: kind, data: { line: lineOf(other), path: quoted(sourceCode.getText(path)) } })
    }
    const overlapping = new Set(overlaps.map(({ write }) => write))
    for (const { write, begun, path } of again) {
      if (overlapping.has(write)) continue
      context.report({ node: write.callee, messageId: 'again', data: { line: lineOf(begun), path: quoted(sourceCode.getText(path)) } })
    }
    const told = new Set(races.map(({ use }) => use))
    for (const { check, use, path } of rotations) {
      if (!told.has(use)) context.report({ node: use.callee, messageId: 'rotated', data: { check: `Line ${String(check.loc.start.line)}`, path: quoted(sourceCode.getText(path)) } })
    }
    for (const { call, path, use } of folders) {
      context.report({ node: call.callee, messageId: 'unfinished', data: { line: lineOf(use), path: quoted(sourceCode.getText(path)) } })
    }
  },
})

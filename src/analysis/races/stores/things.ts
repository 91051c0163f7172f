import { nounAsked, nounMade } from '../../../knowledge/stores.ts'
import { calledName, callsByName } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type Call, unwrap } from '../../../utils/syntax.ts'

/** The names by which the file asks whether something is there, and those by which it makes such things; none where it does not ask. */
export const namesOfThings = perFile((sourceCode): ReadonlySet<string> => {
  const names = [...callsByName(sourceCode).keys()]
  const asking = names.filter((name) => nounAsked.test(name))
  return new Set(asking.length > 0 ? [...asking, ...names.filter((name) => nounMade.test(name))] : [])
})

/** What a call asks for by its name, and whom: `Document of chrome.offscreen`, of `chrome.offscreen.hasDocument()`. */
export function askedAt(sourceCode: SourceCode, call: Call): string | undefined {
  return thingAt(sourceCode, call, nounAsked)
}

/** The same of a call that makes it: `chrome.offscreen.createDocument(…)`. */
export function madeAt(sourceCode: SourceCode, call: Call): string | undefined {
  return thingAt(sourceCode, call, nounMade)
}

function thingAt(sourceCode: SourceCode, call: Call, names: RegExp): string | undefined {
  const callee = unwrap(call.callee)
  const name = calledName(call) ?? ''
  if (callee.type !== 'MemberExpression' || !namesOfThings(sourceCode).has(name)) return undefined
  const noun = names.exec(name)?.slice(1).find((each) => each !== undefined)
  return noun === undefined ? undefined : `${noun.charAt(0).toUpperCase()}${noun.slice(1)} of ${sourceCode.getText(callee.object)}`
}

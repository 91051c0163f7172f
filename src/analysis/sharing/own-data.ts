import { spawnAt } from '../../knowledge/index.ts'
import { receivedData } from '../../knowledge/shared-memory.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Node } from '../../utils/syntax.ts'
import { startsItself } from '../loading/self.ts'
import { propertyAt } from '../resolve/constants.ts'
import { apiOf } from '../resolve/denote.ts'
import { calledPath } from '../resolve/receiver.ts'

/** The option by which a worker gets its data. */
const DATA = 'workerData'

/** What a file that starts itself gives its workers, each time it does so; none where one of them gets nothing that is written down. */
const givenToItself = perFile((sourceCode): readonly Node[] => {
  if (!nodesOf(sourceCode).names.has(DATA)) return []
  const data = nodesOf(sourceCode).calls.flatMap((call) => {
    const model = call.type === 'NewExpression' ? spawnAt(calledPath(sourceCode, call) ?? '') : undefined
    return model?.kind === 'worker' && startsItself(sourceCode, model, call) ? [propertyAt(sourceCode, call.arguments[1], DATA)] : []
  })
  return data.every((each) => each !== undefined) ? data : []
})

/** What the main side of this file has given for `workerData`, or for a part of it: `workerData.memory`. */
export function givenAs(sourceCode: SourceCode, node: Node): readonly Node[] {
  const path = apiOf(sourceCode, node) ?? ''
  const data = receivedData.find((each) => path === each || path.startsWith(`${each}.`))
  if (data === undefined || !data.endsWith(DATA)) return []
  const name = path.slice(data.length + 1)
  const given = givenToItself(sourceCode).map((each) => (name === '' ? each : propertyAt(sourceCode, each, name)))
  return given.every((each) => each !== undefined) ? given : []
}

import { endlessSettings, endlessStatement, endlessWords } from '../../../knowledge/locks/endless.ts'
import { groupBy } from '../../../utils/group.ts'
import { nodesOf } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type Call, type Node, unwrap } from '../../../utils/syntax.ts'
import { sourcesOf, variableOf } from '../../resolve/bindings.ts'
import { propertyAt } from '../../resolve/constants.ts'
import { apiOf } from '../../resolve/denote.ts'
import { evidenceFrom, mentions } from '../../resolve/evidence.ts'
import { calledPath } from '../../resolve/receiver.ts'
import { creationsOf } from '../receiver.ts'

/** A setting, or a statement, by which a lock of other processes or machines is waited for without end. */
export interface EndlessWait {
  readonly node: Node
  /** The lock in words, and how the code names the setting. */
  readonly noun: string
  readonly setting: string
  /** The module that the lock comes from, or the function of the database. */
  readonly module: string
}

const roots = evidenceFrom(endlessSettings.map(({ path }) => path))
const methods: ReadonlySet<string> = new Set(endlessSettings.map(({ path }) => path.slice(path.lastIndexOf('.') + 1)).filter((name) => !name.includes('#')))
const byPath = groupBy(endlessSettings, ({ path }) => path)

export const endlessWaits = perFile((sourceCode): readonly EndlessWait[] => {
  const found = new Map<Node, EndlessWait>()
  const statements = endlessWords.some((word) => sourceCode.text.includes(word)) && endlessStatement.test(sourceCode.text)
  if (!statements && !mentions(sourceCode, roots)) return []
  for (const call of nodesOf(sourceCode).calls) {
    for (const wait of settingsOf(sourceCode, call)) found.set(wait.node, wait)
    if (!statements) continue
    for (const argument of call.arguments) {
      const text = textOf(sourceCode, argument)
      if (text && endlessStatement.test(sourceCode.getText(text))) found.set(argument, { node: argument, noun: 'a lock of the database', setting: 'GET_LOCK(…, -1)', module: 'GET_LOCK' })
    }
  }
  return [...found.values()]
})

function settingsOf(sourceCode: SourceCode, call: Call): readonly EndlessWait[] {
  const path = calledPath(sourceCode, call, methods)
  return (path === undefined ? [] : (byPath.get(path) ?? [])).flatMap((setting): readonly EndlessWait[] => {
    const given = call.arguments[setting.argument]
    const node = given && given.type !== 'SpreadElement' ? valueAt(sourceCode, given, setting.property ?? []) : undefined
    const value = node && constantOf(sourceCode, node)
    if (!node || !setting.values.some((each) => each === value)) return []
    const name = (setting.property ?? []).reduceRight((text, each, i) => (i > 0 ? `{ ${each}: ${text} }` : `${each}: ${text}`), String(value))
    return [{ node: node.parent?.type === 'Property' ? node.parent : node, noun: setting.noun, setting: name, module: setting.path.slice(0, setting.path.indexOf('#')) }]
  })
}

/** The expression at the end of a way through object literals; undefined where it does not lead through such. */
function valueAt(sourceCode: SourceCode, given: Node, way: readonly string[]): Node | undefined {
  let node: Node | undefined = given
  for (const name of way) {
    node = node && settingIn(sourceCode, node, name)
  }
  return node
}

function settingIn(sourceCode: SourceCode, whole: Node, name: string): Node | undefined {
  const [record, second] = creationsOf(sourceCode, whole)
  return second ? undefined : propertyAt(sourceCode, record, name)
}

function constantOf(sourceCode: SourceCode, expression: Node): number | boolean | undefined {
  const node = unwrap(expression)
  if (node.type === 'Literal') return typeof node.value === 'number' || typeof node.value === 'boolean' ? node.value : undefined
  if (node.type === 'UnaryExpression' && node.operator === '-') {
    const value = constantOf(sourceCode, node.argument)
    return typeof value === 'number' ? -value : undefined
  }
  const path = apiOf(sourceCode, node)
  if (path === '#Infinity' || path === '#Number.POSITIVE_INFINITY' || (node.type === 'Identifier' && node.name === 'Infinity')) return Infinity
  const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
  return source?.kind === 'value' && !second && source.steps.length === 0 && variable?.defs[0]?.parent?.type === 'VariableDeclaration' && variable.defs[0].parent.kind === 'const' ? constantOf(sourceCode, source.value) : undefined
}

/** The text of a statement: written where it is used, or in a constant. */
function textOf(sourceCode: SourceCode, argument: Node): Node | undefined {
  const node = unwrap(argument)
  if (node.type === 'Literal' || node.type === 'TemplateLiteral') return node
  const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  const [source] = (variable && sourcesOf(sourceCode, variable)) ?? []
  const value = source?.kind === 'value' && source.steps.length === 0 ? unwrap(source.value) : undefined
  return value?.type === 'Literal' || value?.type === 'TemplateLiteral' ? value : undefined
}

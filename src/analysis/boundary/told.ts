import { environment, forkedOnly } from '../../knowledge/boundaries.ts'
import { spawnAt } from '../../knowledge/index.ts'
import { commandLine } from '../../knowledge/roles.ts'
import { spawns } from '../../knowledge/spawns/index.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { isCall, keyName, literalText, type Node, unwrap } from '../../utils/syntax.ts'
import { startsItself } from '../loading/self.ts'
import { onlyValue } from '../resolve/bindings.ts'
import { propertyAt } from '../resolve/constants.ts'
import { apiOf } from '../resolve/denote.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { calledPath } from '../resolve/receiver.ts'

/** By what a file tells the copies of itself that it starts what they are. */
interface Told {
  /** Words of their command line. */
  readonly words: ReadonlySet<string>
  /** Variables of their environment, with what they are set to, where that is a constant. */
  readonly variables: ReadonlyMap<string, string | undefined>
  /** They have somebody to send to. */
  readonly isForked: boolean
}

const NOTHING: Told = { words: new Set(), variables: new Map(), isForked: false }
const models = spawns.filter(({ kind, entry }) => kind === 'member' || ((kind === 'worker' || kind === 'process') && entry !== undefined))
const roots = evidenceFrom(models.flatMap(({ spawn }) => spawn))

/** What the file tells its copies; nothing in a file that starts none. */
export const toldOf = perFile((sourceCode): Told => {
  if (!mentions(sourceCode, roots)) return NOTHING
  const words = new Set<string>()
  const variables = new Map<string, string | undefined>()
  let isForked = false
  for (const call of nodesOf(sourceCode).calls) {
    const path = calledPath(sourceCode, call) ?? ''
    const model = spawnAt(path)
    if (!model || !models.includes(model) || !startsItself(sourceCode, model, call)) continue
    isForked ||= path === 'node:child_process#fork'
    for (const given of call.arguments.map((each) => valueOf(sourceCode, each))) {
      for (const list of [given, propertyAt(sourceCode, given, 'argv'), propertyAt(sourceCode, given, 'args')]) for (const word of wordsIn(list)) words.add(word)
      const environment = model.kind === 'member' ? given : propertyAt(sourceCode, given, 'env')
      for (const [name, value] of settingsIn(environment)) variables.set(name, value)
    }
  }
  return { words, variables, isForked }
})

function valueOf(sourceCode: SourceCode, given: Node): Node {
  const node = unwrap(given)
  return (node.type === 'Identifier' && onlyValue(sourceCode, node)) || node
}

function wordsIn(list: Node | undefined): readonly string[] {
  const node = list && unwrap(list)
  return node?.type === 'ArrayExpression' ? node.elements.flatMap((each) => (each && literalText(each)) ?? []) : []
}

function settingsIn(environment: Node | undefined): readonly (readonly [string, string | undefined])[] {
  const node = environment && unwrap(environment)
  if (node?.type !== 'ObjectExpression') return []
  return node.properties.flatMap((each) => (each.type === 'Property' && keyName(each) !== undefined ? [[keyName(each) as string, literalText(each.value)] as const] : []))
}

/** Whether a condition holds only in what the file starts of itself, because of what it tells it (false), or only elsewhere (true); undefined for others. */
export function toldApart(sourceCode: SourceCode, condition: Node): boolean | undefined {
  const told = toldOf(sourceCode)
  const node = unwrap(condition)
  if (told === NOTHING) return undefined
  if (node.type === 'BinaryExpression' && /^[!=]==?$/u.test(node.operator)) {
    const text = literalText(unwrap(node.right)) ?? literalText(unwrap(node.left))
    const asked = literalText(unwrap(node.right)) === undefined ? node.right : node.left
    return text !== undefined && isTold(sourceCode, told, unwrap(asked), text) ? node.operator.startsWith('!') : undefined
  }
  if (isCall(node)) {
    const callee = unwrap(node.callee)
    const word = node.arguments[0] && literalText(node.arguments[0])
    const asks = callee.type === 'MemberExpression' && keyName(callee) === 'includes' && (apiOf(sourceCode, callee.object) ?? '').startsWith(commandLine)
    return asks && word !== undefined && told.words.has(word) ? false : undefined
  }
  const path = apiOf(sourceCode, node) ?? ''
  return (told.isForked && forkedOnly.has(path)) || isTold(sourceCode, told, node, undefined) ? false : undefined
}

const VARIABLE = `${environment}.`

/** Whether the file sets what is asked for to that text; without a text, whether it sets that variable to anything. */
function isTold(sourceCode: SourceCode, { words, variables }: Told, asked: Node, text: string | undefined): boolean {
  const path = apiOf(sourceCode, asked) ?? ''
  if (path.startsWith(VARIABLE)) {
    const name = path.slice(VARIABLE.length)
    return variables.has(name) && (text === undefined || variables.get(name) === text)
  }
  const isWord = path.startsWith(`${commandLine}.`) || (asked.type === 'MemberExpression' && asked.computed && apiOf(sourceCode, asked.object) === commandLine)
  return isWord && text !== undefined && words.has(text)
}

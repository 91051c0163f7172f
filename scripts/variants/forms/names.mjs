// The same values by other names, or by names at all.
import { nodesIn } from '../../rewriting.mjs'
import { insertAt, isFunction, outermost, statementAround, textOf } from '../shared.mjs'

/** Names that say what they hold by convention, and are evidence therefore. */
const CONVENTIONAL = /^(?:req|res|request|reply|ctx|err|error|tx|trx|event|arguments)$/u

/** Where a value stands that a constant may stand for: an argument of a call. */
const isArgument = ({ parent, range }) => (parent.type === 'CallExpression' || parent.type === 'NewExpression') && parent.callee.range[0] !== range[0]

/** What makes a promise: nobody gives that a name. */
const isExecutor = ({ parent }) => parent.type === 'NewExpression' && parent.callee.name === 'Promise'

/** Each of these values put into a constant before its statement. */
function byNames(file, values, prefix) {
  return outermost(values.filter((value) => statementAround(value))).flatMap((value, i) => [
    insertAt(statementAround(value).range[0], `const ${prefix}${i} = ${textOf(file, value)}\n`), { range: value.range, text: `${prefix}${i}` },
  ])
}

export const names = {
  'other names': ({ text, scopes }) => {
    const edits = new Map()
    const given = new Map()
    for (const variable of scopes.scopes.flatMap((scope) => scope.variables)) {
      const [def] = variable.defs
      const names = new Set([...variable.identifiers, ...variable.references.map(({ identifier }) => identifier)])
      const isKept = !def || ['ImportBinding', 'Type', 'TSEnumName', 'TSModuleName'].includes(def.type) || CONVENTIONAL.test(variable.name)
        || [def.node.parent, def.node.parent?.parent].some((each) => each?.type.startsWith('Export'))
        || [...names].some(({ type, parent }) => type === 'JSXIdentifier' || parent?.type.startsWith('Export') || parent?.type === 'TSParameterProperty')
      if (isKept) continue
      const key = def.type === 'ClassName' ? def.node : variable
      if (!given.has(key)) given.set(key, `${/^[A-Z]/u.test(variable.name) ? 'Q' : 'q'}${given.size + 1}`)
      for (const { range: [start], parent } of names) {
        const range = [start, start + variable.name.length]
        if (text.slice(...range) !== variable.name) return []
        edits.set(start, { range, text: parent?.type === 'Property' && parent.shorthand ? `${variable.name}: ${given.get(key)}` : given.get(key) })
      }
    }
    return [...edits.values()]
  },

  'another name for this': ({ nodes }) => nodes.filter(({ type, kind, value, static: isStatic }) => type === 'MethodDefinition' && kind === 'method' && value.body && !isStatic).flatMap(({ value: { body } }) => {
    const uses = nodesIn(body, (node) => node.type === 'ArrowFunctionExpression' || (!isFunction(node) && !node.type.startsWith('Class'))).filter(({ type }) => type === 'ThisExpression')
    return uses.length === 0 ? [] : [insertAt(body.range[0] + 1, '\nconst self = this\n'), ...uses.map(({ range }) => ({ range, text: 'self' }))]
  }),

  'callbacks by their names': (file) => byNames(file, file.nodes.filter((node) => isFunction(node) && node.type !== 'FunctionDeclaration' && !node.typeParameters && isArgument(node) && !isExecutor(node)), 'callback'),

  'options by their names': (file) => byNames(file, file.nodes.filter((node) => node.type === 'ObjectExpression' && node.properties.length > 0 && isArgument(node)), 'options'),

  'texts by their names': ({ nodes }) => {
    const texts = nodes.filter((node) => node.type === 'Literal' && typeof node.value === 'string' && isArgument(node) && node.parent.callee.type !== 'Import' && node.parent.callee.name !== 'require')
    const first = nodes.find(({ type, parent }) => parent?.type === 'Program' && type !== 'ImportDeclaration' && type !== 'ExpressionStatement')
    const raws = [...new Set(texts.map(({ raw }) => raw))]
    if (!first || texts.some(({ range }) => range[0] < first.range[0])) return []
    return [insertAt(first.range[0], raws.map((raw, i) => `const TEXT_${i} = ${raw}\n`).join('')), ...texts.map(({ range, raw }) => ({ range, text: `TEXT_${raws.indexOf(raw)}` }))]
  },

  'private by convention': ({ nodes }) => nodes.filter(({ type }) => type === 'PrivateIdentifier').map(({ range, name }) => ({ range, text: `_${name}` })),
}

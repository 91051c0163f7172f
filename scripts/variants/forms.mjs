// The same program in another form: each form takes a parsed file and returns the edits that make it, none where it has nothing to change.
import { nodesIn } from '../rewriting.mjs'

const isFunction = ({ type }) => type === 'FunctionDeclaration' || type === 'FunctionExpression' || type === 'ArrowFunctionExpression'
const isAsyncBlock = (node) => isFunction(node) && node.async && !node.generator && node.body?.type === 'BlockStatement'
const insertAt = (offset, text) => ({ range: [offset, offset], text })
const textOf = (file, node) => file.text.slice(...node.range)

/** Whether code of a function's own uses `this`, `super` or `arguments`. */
function usesItself(fn) {
  return nodesIn(fn.body, (node) => node.type === 'ArrowFunctionExpression' || !isFunction(node))
    .some((node) => node.type === 'ThisExpression' || node.type === 'Super' || (node.type === 'Identifier' && node.name === 'arguments'))
}

/** Of functions inside one another only the outermost: their edits would overlap. */
function outermost(functions) {
  return functions.filter((fn) => !functions.some((other) => other !== fn && other.range[0] <= fn.range[0] && fn.range[1] <= other.range[1]))
}

/** Names that say what they hold by convention, and are evidence therefore. */
const CONVENTIONAL = /^(?:req|res|request|reply|ctx|err|error|tx|trx|event|arguments)$/u

export const forms = {
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

  'functions in constants': (file) => file.nodes.filter((fn) => fn.type === 'FunctionDeclaration' && fn.id && fn.body && !fn.typeParameters && fn.parent.type !== 'ExportDefaultDeclaration').map((fn) => {
    const head = file.text.slice(file.text.indexOf('(', fn.id.range[1]), fn.body.range[0])
    const isArrow = !fn.generator && !usesItself(fn)
    return { range: [fn.range[0], fn.body.range[0]], text: `const ${fn.id.name} = ${fn.async ? 'async ' : ''}${isArrow ? `${head}=> ` : `function${fn.generator ? '*' : ''} ${head}`}` }
  }),

  'methods in fields': (file) => file.nodes.filter(({ type, kind, computed, decorators, value, override, static: isStatic }) => type === 'MethodDefinition' && kind === 'method' && !computed && !isStatic && !override
    && value.body && !value.generator && !value.typeParameters && !(decorators?.length > 0) && !nodesIn(value.body).some((node) => node.type === 'Super' || node.name === 'arguments')).map((method) => ({
    range: [method.range[0], method.value.body.range[0]],
    text: `${method.accessibility ? `${method.accessibility} ` : ''}${textOf(file, method.key)} = ${method.value.async ? 'async ' : ''}${file.text.slice(file.text.indexOf('(', method.key.range[1]), method.value.body.range[0])}=> `,
  })),

  'imports as a namespace': ({ nodes, scopes }) => nodes.filter(({ type, importKind, specifiers }) => type === 'ImportDeclaration' && importKind !== 'type' && specifiers.length > 0
    && specifiers.every((each) => each.type === 'ImportSpecifier' && each.importKind !== 'type')).flatMap((declaration, i) => {
    const uses = declaration.specifiers.flatMap((each) => scopes.getDeclaredVariables(each)[0].references.map(({ identifier }) => ({ identifier, path: `imported${i}.${each.imported.name}` })))
    if (uses.some(({ identifier }) => identifier.type === 'JSXIdentifier')) return []
    return [{ range: declaration.range, text: `import * as imported${i} from ${declaration.source.raw}` }, ...uses.map(({ identifier: { name, range: [start], parent }, path }) => ({
      range: [start, start + name.length], text: parent.type === 'Property' && parent.shorthand ? `${name}: ${path}` : path,
    }))]
  }),

  'another name for this': ({ nodes }) => nodes.filter(({ type, kind, value, static: isStatic }) => type === 'MethodDefinition' && kind === 'method' && value.body && !isStatic).flatMap(({ value: { body } }) => {
    const uses = nodesIn(body, (node) => node.type === 'ArrowFunctionExpression' || (!isFunction(node) && !node.type.startsWith('Class'))).filter(({ type }) => type === 'ThisExpression')
    return uses.length === 0 ? [] : [insertAt(body.range[0] + 1, '\nconst self = this\n'), ...uses.map(({ range }) => ({ range, text: 'self' }))]
  }),

  'promises by their names': ({ nodes, text }) => nodes.filter(({ type, declarations, parent }) => type === 'VariableDeclaration' && declarations.length === 1 && declarations[0].init?.type === 'AwaitExpression'
    && (parent.type === 'BlockStatement' || parent.type === 'Program')).flatMap((declaration, i) => {
    const { argument } = declaration.declarations[0].init
    return [insertAt(declaration.range[0], `const pending${i} = ${text.slice(...argument.range)}\n`), { range: argument.range, text: `pending${i}` }]
  }),

  'else instead of return': ({ nodes }) => outermost(nodes.filter((node) => isFunction(node) && node.body?.type === 'BlockStatement')).flatMap(({ body: { body } }) => {
    const at = body.findIndex(({ type, alternate, consequent }) => type === 'IfStatement' && !alternate && ['ReturnStatement', 'ThrowStatement'].includes((consequent.type === 'BlockStatement' ? consequent.body.at(-1) : consequent)?.type))
    const rest = body.slice(at + 1)
    if (at < 0 || rest.length === 0 || rest.some(({ type }) => type === 'FunctionDeclaration')) return []
    return [insertAt(body[at].range[1], ' else {'), insertAt(rest.at(-1).range[1], '\n}')]
  }),

  'a part that is called at once': ({ nodes }) => outermost(nodes.filter((node) => isAsyncBlock(node) && node.body.body.length > 1)).flatMap(({ body: { range: [start, end] } }) => [
    insertAt(start + 1, '\nconst work = async () => {'), insertAt(end - 1, '}\nreturn work()\n'),
  ]),

  'then instead of await': ({ nodes, text }) => outermost(nodes.filter((node) => isAsyncBlock(node))).flatMap(({ body: { body } }) => {
    const waits = ({ type, declarations, expression }) => (type === 'VariableDeclaration' && declarations.length === 1 ? declarations[0].init : type === 'ExpressionStatement' ? expression : undefined)
    const at = body.findIndex((statement) => waits(statement)?.type === 'AwaitExpression')
    const rest = body.slice(at + 1)
    if (at < 0 || rest.length === 0) return []
    const [id] = body[at].declarations ?? []
    return [{ range: body[at].range, text: `return ${text.slice(...waits(body[at]).argument.range)}.then(async (${id ? text.slice(...id.id.range) : ''}) => {` }, insertAt(rest.at(-1).range[1], '\n})')]
  }),
}

// The same statements in another order, or with others around that change nothing.
import { insertAt, isAsyncBlock, isFunction, outermost, textOf, usesItself } from '../shared.mjs'
import { nodesIn } from '../../rewriting.mjs'

export const statements = {
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

  'else instead of return': ({ nodes }) => outermost(nodes.filter((node) => isFunction(node) && node.body?.type === 'BlockStatement')).flatMap(({ body: { body } }) => {
    const at = body.findIndex(({ type, alternate, consequent }) => type === 'IfStatement' && !alternate && ['ReturnStatement', 'ThrowStatement'].includes((consequent.type === 'BlockStatement' ? consequent.body.at(-1) : consequent)?.type))
    const rest = body.slice(at + 1)
    if (at < 0 || rest.length === 0 || rest.some(({ type }) => type === 'FunctionDeclaration')) return []
    return [insertAt(body[at].range[1], ' else {'), insertAt(rest.at(-1).range[1], '\n}')]
  }),

  'return instead of nesting': ({ nodes, text }) => outermost(nodes.filter((node) => isFunction(node) && node.body?.type === 'BlockStatement')).flatMap(({ body: { body } }) => {
    const last = body.at(-1)
    if (last?.type !== 'IfStatement' || last.alternate || last.consequent.type !== 'BlockStatement') return []
    const [start, end] = last.consequent.range
    return [{ range: [last.range[0], start + 1], text: `if (!(${text.slice(...last.test.range)})) return\n` }, { range: [end - 1, end], text: '' }]
  }),

  'declared first': ({ nodes }) => nodes.filter(({ type, kind, declarations, parent, declare }) => type === 'VariableDeclaration' && kind === 'const' && !declare && declarations.length === 1 && declarations[0].id.type === 'Identifier'
    && !declarations[0].id.typeAnnotation && parent.type === 'BlockStatement' && ['NewExpression', 'CallExpression', 'AwaitExpression'].includes(declarations[0].init?.type)).map((node) => {
    const [{ id, init }] = node.declarations
    return { range: [node.range[0], init.range[0]], text: `let ${id.name}\n${id.name} = ` }
  }),

  'said while it runs': ({ nodes }) => nodes.filter(({ type, parent }) => ['ExpressionStatement', 'VariableDeclaration', 'ReturnStatement', 'IfStatement'].includes(type) && parent.type === 'BlockStatement' && isFunction(parent.parent) && parent.body[0] !== undefined)
    .filter((node) => !(node.type === 'ExpressionStatement' && node.expression.callee?.type === 'Super') && !node.directive).map(({ range }) => insertAt(range[0], "console.debug('here')\n")),

  'errors that are told and thrown again': ({ nodes }) => outermost(nodes.filter((node) => isAsyncBlock(node) && node.body.body.length > 0)).flatMap(({ body: { range: [start, end] } }) => [
    insertAt(start + 1, '\ntry {'), insertAt(end - 1, "} catch (problem) {\nconsole.error(problem)\nthrow problem\n}\n"),
  ]),

  'asserted': ({ nodes }) => nodes.filter((node) => node.type === 'MemberExpression' && !node.optional && node.object.type === 'MemberExpression' && node.object.object.type === 'ThisExpression').map(({ object }) => insertAt(object.range[1], '!')),
}

// The same waits in another form.
import { insertAt, isAsyncBlock, outermost } from '../shared.mjs'

export const waits = {
  'promises by their names': ({ nodes, text }) => nodes.filter(({ type, declarations, parent }) => type === 'VariableDeclaration' && declarations.length === 1 && declarations[0].init?.type === 'AwaitExpression'
    && (parent.type === 'BlockStatement' || parent.type === 'Program')).flatMap((declaration, i) => {
    const { argument } = declaration.declarations[0].init
    return [insertAt(declaration.range[0], `const pending${i} = ${text.slice(...argument.range)}\n`), { range: argument.range, text: `pending${i}` }]
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

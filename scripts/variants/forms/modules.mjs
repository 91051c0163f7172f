// The same imports and exports in another way.
import { insertAt, textOf } from '../shared.mjs'

/** What an import declaration binds, as declarations of what `load` yields. */
function bound(file, { specifiers, source }, load) {
  return specifiers.map((each) => {
    const loaded = load(source.raw)
    if (each.type !== 'ImportSpecifier') return `const ${each.local.name} = ${loaded}`
    return `const { ${textOf(file, each.imported)}: ${each.local.name} } = ${loaded}`
  }).join('\n') || load(source.raw)
}

const isOfValues = ({ type, importKind, specifiers }) => type === 'ImportDeclaration' && importKind !== 'type' && specifiers.every((each) => each.importKind !== 'type')

/** The names that a declaration declares. */
const namesOf = (declaration) => (declaration.type === 'VariableDeclaration' ? declaration.declarations.map(({ id }) => id.name) : [declaration.id?.name])

export const modules = {
  'imports as a namespace': ({ nodes, scopes }) => nodes.filter(({ type, importKind, specifiers }) => type === 'ImportDeclaration' && importKind !== 'type' && specifiers.length > 0
    && specifiers.every((each) => each.type === 'ImportSpecifier' && each.importKind !== 'type')).flatMap((declaration, i) => {
    const uses = declaration.specifiers.flatMap((each) => scopes.getDeclaredVariables(each)[0].references.map(({ identifier }) => ({ identifier, path: `imported${i}.${each.imported.name}` })))
    if (uses.some(({ identifier }) => identifier.type === 'JSXIdentifier')) return []
    return [{ range: declaration.range, text: `import * as imported${i} from ${declaration.source.raw}` }, ...uses.map(({ identifier: { name, range: [start], parent }, path }) => ({
      range: [start, start + name.length], text: parent.type === 'Property' && parent.shorthand ? `${name}: ${path}` : path,
    }))]
  }),

  'CommonJS': (file) => {
    const { nodes, text } = file
    const exported = []
    const edits = nodes.flatMap((node) => {
      if (isOfValues(node)) return [{ range: node.range, text: bound(file, node, (source) => `require(${source})`) }]
      if (node.type === 'ExportNamedDeclaration' && node.declaration && !/^TS/u.test(node.declaration.type) && !node.declaration.declare) {
        for (const name of namesOf(node.declaration)) exported.push(name)
        return [{ range: [node.range[0], node.declaration.range[0]], text: '' }]
      }
      if (node.type === 'ExportDefaultDeclaration' && (node.declaration.id || !/Declaration$/u.test(node.declaration.type))) {
        if (!node.declaration.id || !/Declaration$/u.test(node.declaration.type)) return [{ range: [node.range[0], node.declaration.range[0]], text: 'module.exports = ' }]
        exported.push(node.declaration.id.name)
        return [{ range: [node.range[0], node.declaration.range[0]], text: '' }]
      }
      return []
    })
    if (edits.length === 0 || exported.includes(undefined) || nodes.some(({ type }) => type === 'MetaProperty')) return []
    return [...edits, insertAt(text.length, exported.length > 0 ? `\nmodule.exports = { ${exported.join(', ')} }\n` : '')]
  },

  'exports where they stand': ({ nodes, scopes }) => nodes.filter(({ type, declaration }) => type === 'ExportNamedDeclaration' && declaration?.type === 'FunctionDeclaration' && declaration.id && !declaration.typeParameters).flatMap((node) => {
    const { declaration } = node
    const isUsed = scopes.getDeclaredVariables(declaration)[0].references.length > 0
    return isUsed ? [] : [{ range: [node.range[0], declaration.range[0]], text: `exports.${declaration.id.name} = ` }]
  }),

  'imports that are waited for': (file) => file.nodes.filter((node) => isOfValues(node)).map((node) => ({ range: node.range, text: bound(file, node, (source) => `await import(${source})`).replaceAll(/^const (\w+) = (await import\(.*\))$/gmu, 'const { default: $1 } = $2') })),

  'exports in one list': ({ nodes, text }) => {
    const found = nodes.filter(({ type, declaration }) => type === 'ExportNamedDeclaration' && declaration && !/^TS/u.test(declaration.type) && !declaration.declare)
    const exported = found.flatMap(({ declaration }) => namesOf(declaration))
    if (exported.length === 0 || exported.includes(undefined)) return []
    return [...found.map(({ range, declaration }) => ({ range: [range[0], declaration.range[0]], text: '' })), insertAt(text.length, `\nexport { ${exported.join(', ')} }\n`)]
  },
}

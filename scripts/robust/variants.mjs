// The ways in which one text is read: by both parsers, as a module or else as a script, with each kind of line end and a byte order mark.
import * as tsParser from '@typescript-eslint/parser'

const PARSERS = { espree: {}, typescript: { parser: tsParser } }
const TEXTS = {
  'LF': (text) => text,
  'CRLF': (text) => text.replaceAll('\n', '\r\n'),
  'BOM': (text) => `\uFEFF${text}`,
}
const IS_TYPESCRIPT = /\.[cm]?tsx?$/
const HAS_NO_JSX = /\.[cm]?ts$/

/** Checks a text in all these ways. Says of each parser whether it took the text, and names the way with each fault. */
export function checkFile(check, path, text) {
  const plain = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  const result = { refused: [], faults: [], reports: 0 }
  for (const parser of IS_TYPESCRIPT.test(path) ? ['typescript'] : ['espree', 'typescript']) {
    const sourceType = sourceTypes(path, parser).find((type) => check(plain, { ...way(path, parser, type), names: [] }).refused === undefined)
    if (sourceType === undefined) {
      result.refused.push(parser)
      continue
    }
    for (const [kind, change] of Object.entries(TEXTS)) {
      const { refused, faults, reports } = check(change(plain), way(path, parser, sourceType))
      // A file that is fine with \n can be none with \r\n: a template or a shebang, say.
      if (refused === undefined) result.faults.push(...faults.map((fault) => ({ ...fault, way: `${parser}, ${sourceType}, ${kind}` })))
      if (kind === 'LF') result.reports += reports
    }
  }
  return result
}

function sourceTypes(path, parser) {
  if (/\.[cm]ts$|\.mjs$/.test(path) || parser === 'typescript') return ['module']
  return path.endsWith('.cjs') ? ['commonjs'] : ['module', 'script', 'commonjs']
}

function way(path, parser, sourceType) {
  // What is below node_modules ESLint does not lint.
  return { filename: path.replaceAll('node_modules', 'modules'), languageOptions: { ...PARSERS[parser], sourceType, parserOptions: { ecmaFeatures: { jsx: !HAS_NO_JSX.test(path) } } } }
}

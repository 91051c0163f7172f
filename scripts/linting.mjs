import * as parser from '@typescript-eslint/parser'
import { Linter } from 'eslint'

import { hasMarkup } from './rewriting.mjs'

/** What `strict` of a build says of a text, as a function of the text, its path and the rules to ask, if not all; undefined where the text is no program. */
export function strictly(plugin) {
  const linter = new Linter({ configType: 'flat', cwd: '/' })
  return (text, path, only) => {
    const languageOptions = { parser, sourceType: path.endsWith('.cjs') ? 'commonjs' : 'module', parserOptions: { ecmaFeatures: { jsx: hasMarkup(path) } } }
    const { rules, ...strict } = plugin.configs.strict
    const asked = only ? Object.fromEntries(only.map((rule) => [`concurrency/${rule}`, rules[`concurrency/${rule}`]])) : rules
    const config = { files: ['**'], ...strict, rules: asked, languageOptions, linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' } }
    const messages = linter.verify(text, [config], { filename: path.startsWith('/') ? path : `/${path}` })
    return messages.some(({ fatal }) => fatal) ? undefined : messages
  }
}

import * as parser from '@typescript-eslint/parser'
import { Linter } from 'eslint'

import { hasMarkup } from './rewriting.mjs'

/** What `strict` of a build says of a text, as a function of the text and its path; undefined where the text is no program. */
export function strictly(plugin) {
  const linter = new Linter({ configType: 'flat', cwd: '/' })
  return (text, path) => {
    const languageOptions = { parser, sourceType: path.endsWith('.cjs') ? 'commonjs' : 'module', parserOptions: { ecmaFeatures: { jsx: hasMarkup(path) } } }
    const config = { files: ['**'], ...plugin.configs.strict, languageOptions, linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' } }
    const messages = linter.verify(text, [config], { filename: path.startsWith('/') ? path : `/${path}` })
    return messages.some(({ fatal }) => fatal) ? undefined : messages
  }
}

import eslintPlugin from 'eslint-plugin-eslint-plugin'
import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'

// Ourselves: what is built is what lints (npm test builds first).
import concurrency from './dist/index.js'

/** Files of a folder may not import what matches; types may come from anywhere below. */
const closed = (folder, ...patterns) => ({
  files: [`src/${folder}/**/*.ts`],
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
})
const node = { regex: '^node:|^(fs|path|os|child_process|worker_threads)$', message: 'Rules and what they stand on run in browsers too.' }
const heavy = { regex: '^typescript$|^@typescript-eslint/|^eslint$', message: 'The plugin loads nothing at run time.', allowTypeImports: true }
const upwards = (folders) => ({ regex: `/(${folders})(/|\\.ts$)`, message: 'Imports go down only: cli, rules, analysis, knowledge and utils.' })
const sideways = { regex: '^\\./', message: 'A rule imports no other rule: what two rules share is analysis.' }

export default defineConfig(
  { ignores: ['dist/', 'coverage/', 'examples/', 'node_modules/', 'tests/fixtures/', 'tests/**/fixtures/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, concurrency.configs.strict],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Node types of the parser are enums by type and strings at run time, where we load no parser.
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // A tree may come from another parser than the one our types describe: what they call unnecessary is caution.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // Methods of plain objects of functions (a rule, an analysis) use no `this`.
      '@typescript-eslint/unbound-method': 'off',
      // A visitor returns false or nothing.
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'no-console': 'error',
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    extends: [tseslint.configs.strict, concurrency.configs.strict],
  },
  {
    files: ['src/rules/*.ts'],
    ignores: ['src/rules/index.ts'],
    extends: [eslintPlugin.configs.recommended],
    rules: {
      // createRule adds these; tests/plugin looks at the result.
      'eslint-plugin/require-meta-docs-url': 'off',
      'eslint-plugin/require-meta-languages': 'off',
      'eslint-plugin/require-meta-default-options': 'off',
      'eslint-plugin/require-meta-docs-description': ['error', { pattern: '^(disallow|require|prefer|enforce) ' }],
      'eslint-plugin/require-meta-schema-description': 'error',
      'eslint-plugin/prefer-placeholders': 'error',
      'eslint-plugin/prefer-object-rule': 'error',
      'eslint-plugin/no-property-in-node': 'off',
    },
  },
  closed('knowledge', node, heavy, upwards('utils|analysis|rules|cli')),
  closed('utils', node, heavy, upwards('analysis|rules|cli')),
  closed('analysis', node, heavy, upwards('rules|cli')),
  closed('rules', node, heavy, upwards('cli'), sideways),
  {
    // The list of all rules, and the one file that reads the disk for the entry of the plugin.
    files: ['src/rules/index.ts', 'src/utils/disk.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': 'off' },
  },
)

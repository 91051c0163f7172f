// What others take, to compare with. ESLint's own rules are always there; the plugins after `npm ci --prefix bench`.
import { existsSync, readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

import { builtinRules } from 'eslint/use-at-your-own-risk'

const core = Object.fromEntries(builtinRules)
const plain = (names) => ({ plugins: { core: { rules: core } }, rules: Object.fromEntries(names.map((name) => [`core/${name}`, 'error'])) })

/** Sets of rules, by name. */
export async function peers() {
  const n = await load('eslint-plugin-n')
  const unicorn = await load('eslint-plugin-unicorn')
  const sonarjs = await load('eslint-plugin-sonarjs')
  return {
    'ESLint, recommended': plain(Object.keys(core).filter((name) => core[name].meta.docs?.recommended)),
    'require-atomic-updates': plain(['require-atomic-updates']),
    ...(n && { 'n/no-sync': { plugins: { n }, rules: { 'n/no-sync': 'error' } } }),
    ...(unicorn && { 'unicorn, recommended': recommended('unicorn', unicorn) }),
    ...(sonarjs && { 'sonarjs, recommended': recommended('sonarjs', sonarjs) }),
  }
}

function recommended(prefix, plugin) {
  const config = [plugin.configs.recommended].flat().find(({ rules }) => rules)
  return { plugins: { [prefix]: plugin }, rules: Object.fromEntries(Object.entries(config.rules).filter(([id]) => id.startsWith(`${prefix}/`))) }
}

async function load(name) {
  const folder = new URL(`node_modules/${name}/`, import.meta.url)
  if (!existsSync(folder)) return undefined
  const { main, exports } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'))
  const entry = main ?? exports?.['.']?.default ?? exports?.default ?? exports?.['.'] ?? exports
  const module = await import(pathToFileURL(new URL(entry, folder).pathname).href)
  return module.default ?? module
}

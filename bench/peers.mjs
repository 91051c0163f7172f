// What others take, to compare with. ESLint's own rules are always there; the plugins after `npm install --prefix bench`.
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
  try {
    const module = await import(name)
    return module.default ?? module
  } catch (error) {
    if (error.code === 'ERR_MODULE_NOT_FOUND') return undefined
    throw error
  }
}

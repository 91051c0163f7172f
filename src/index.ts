import type { ESLint, Linter, Rule as ESLintRule } from 'eslint'

import pkg from '../package.json' with { type: 'json' }
import { usePort } from './analysis/port.ts'
import { rules } from './rules/index.ts'
import { readDisk } from './utils/disk.ts'
import type { Rule } from './utils/rule.ts'

usePort({ read: readDisk })

// Typed with ESLint's own types alone: our rules' types would drag those of typescript-eslint into the published declarations.
interface ConcurrencyPlugin extends ESLint.Plugin {
  meta: { name: string; version: string; namespace: string }
  rules: Record<string, ESLintRule.RuleModule>
  configs: Record<'recommended' | 'strict' | 'all', Linter.Config>
}

const plugin: ConcurrencyPlugin = {
  meta: { name: pkg.name, version: pkg.version, namespace: 'concurrency' },
  rules: rules as unknown as Record<string, ESLintRule.RuleModule>,
  configs: {
    recommended: preset('recommended', (rule) => (rule.meta.docs?.recommended ? ['error'] : undefined)),
    strict: preset('strict', (rule) => ['error', ...(rule.meta.docs?.strictOptions ?? [])]),
    all: preset('all', () => ['error']),
  },
}

function preset(name: string, entryOf: (rule: Rule) => ['error', ...unknown[]] | undefined): Linter.Config {
  const entries = Object.entries(rules).flatMap(([rule, module]) => {
    const entry = entryOf(module)
    return entry ? [[`concurrency/${rule}`, entry] as const] : []
  })
  return {
    name: `concurrency/${name}`,
    plugins: {
      // A getter, because the plugin holds its presets and the presets hold the plugin.
      get concurrency() {
        return plugin
      },
    },
    rules: Object.fromEntries(entries),
  }
}

// With the second name, `require` yields the plugin itself.
export { plugin as default, plugin as 'module.exports' }

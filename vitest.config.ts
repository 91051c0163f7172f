import { configDefaults, defineConfig } from 'vitest/config'

const project = (name: string, alias: Record<string, string>, exclude: readonly string[]) => ({
  extends: true as const,
  test: { name, exclude: [...configDefaults.exclude, 'tests/browser/**', 'tests/fixtures/**', ...exclude] },
  resolve: { alias },
})

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    setupFiles: ['tests/support/setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Files share the modules that they load: nothing here has module state, and to load ESLint, TypeScript and the plugin anew for
    // each file costs several times what the tests cost.
    isolate: false,
    projects: [
      project('ESLint 10', {}, []),
      // What these show does not depend on the ESLint that the tests import; what analyses ask of ESLint, the rules ask through them.
      project('ESLint 9', { eslint: 'eslint9' }, ['tests/analysis/**', 'tests/cli/**', 'tests/corpus/**', 'tests/docs/runs.test.ts', 'tests/docs/topics.test.ts', 'tests/knowledge/**', 'tests/package/**', 'tests/properties/**', 'tests/utils/**', 'tests/plugin/all-ways.test.ts', 'tests/plugin/direction.test.ts', 'tests/plugin/mutations.test.ts', 'tests/plugin/random-*.test.ts', 'tests/plugin/robust.test.ts']),
    ],
  },
})

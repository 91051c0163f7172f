import { configDefaults, defineConfig } from 'vitest/config'

const project = (name: string, alias: Record<string, string>, exclude: readonly string[]) => ({
  extends: true as const,
  test: { name, exclude: [...configDefaults.exclude, ...exclude] },
  resolve: { alias },
})

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    setupFiles: ['tests/support/setup.ts'],
    testTimeout: 60_000,
    projects: [
      project('ESLint 10', {}, []),
      // What these show does not depend on the ESLint that the tests import.
      project('ESLint 9', { eslint: 'eslint9' }, ['tests/cli/**', 'tests/docs/runs.test.ts', 'tests/knowledge/**', 'tests/package/**', 'tests/utils/**', 'tests/plugin/direction.test.ts', 'tests/plugin/mutations.test.ts']),
    ],
  },
})

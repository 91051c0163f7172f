import { defineConfig } from 'vitest/config'

const project = (name: string, alias: Record<string, string> = {}) => ({
  extends: true as const,
  test: { name },
  resolve: { alias },
})

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    setupFiles: ['tests/support/setup.ts'],
    projects: [project('ESLint 10'), project('ESLint 9', { eslint: 'eslint9' })],
  },
})

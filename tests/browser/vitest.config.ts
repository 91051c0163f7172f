import { defineConfig } from 'vitest/config'

// npm run test:browser starts this; npm test leaves the folder out.
export default defineConfig({
  test: { include: ['tests/browser/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000, maxConcurrency: 3 },
})

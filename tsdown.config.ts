import { existsSync } from 'node:fs'

import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts', ...(existsSync('src/cli/index.ts') ? ['src/cli/index.ts'] : [])],
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  dts: true,
  fixedExtension: false,
})

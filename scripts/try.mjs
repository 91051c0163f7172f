// npm run try -- [path…]: builds, then lints what is named, by default the bundled examples. Exit codes are the command's own.
import { spawnSync } from 'node:child_process'

const paths = process.argv.slice(2)
const build = spawnSync(process.execPath, ['node_modules/tsdown/dist/run.mjs', '--logLevel', 'error'], { stdio: ['ignore', 'ignore', 'inherit'] })
if (build.status !== 0) process.exit(2)
const { status } = spawnSync(process.execPath, ['dist/cli.js', ...(paths.length > 0 ? paths : ['examples'])], { stdio: 'inherit' })
process.exit(status ?? 2)

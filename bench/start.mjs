// What loading the plugin adds to a cold process that lints one small file: processor time with it, over that without.
import { spawnSync } from 'node:child_process'

const ROUNDS = 3
const LINT = `
  const { Linter } = await import('eslint')
  await import('@typescript-eslint/parser')
  new Linter({ configType: 'flat' }).verify('a', [{ ...EXTRA }])
  const { user, system } = process.cpuUsage()
  process.stdout.write(String((user + system) / 1000))
`
const WITH = LINT.replace('{ ...EXTRA }', "(await import('./dist/index.js')).default.configs.recommended")
const WITHOUT = LINT.replace('{ ...EXTRA }', '{}')

/** Milliseconds of the processor without the plugin and with it: the least of some rounds, since what disturbs only ever adds. */
export function coldStart() {
  const rounds = Array.from({ length: ROUNDS }, () => [cpu(WITHOUT), cpu(WITH)])
  const [without, withIt] = [0, 1].map((i) => Math.min(...rounds.map((round) => round[i])))
  return { without, with: withIt, ratio: withIt / without }
}

function cpu(script) {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return Number(stdout)
}

// npm run bench:growth -- [part of a shape's name…]: how the time of the rules grows with the size of the code, shape by shape, as the
// exponent b of size^b over the larger half of the sizes. Exit code 1 where one grows faster than
// bench/budget.json allows: n log n looks like n^1.15 at these sizes, the rest is for noise.
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

import { measure, ruleNames } from './measure.mjs'
import { shapes } from './shapes.mjs'

const { growth } = JSON.parse(readFileSync(new URL('budget.json', import.meta.url), 'utf8'))
const SIZES = [250, 500, 1000, 2000]
// Below this much time an exponent says nothing, and nobody would notice.
const NOTICEABLE = 30

const { values, positionals } = parseArgs({ allowPositionals: true, options: { rules: { type: 'boolean', default: false } } })
const sets = values.rules ? ruleNames.map((name) => [name, [name]]) : [['all rules', ruleNames]]
let bad = 0

for (const [shape, { code, sizes = SIZES, exponent: allowed = growth.exponent }] of Object.entries(shapes)) {
  if (positionals.length > 0 && !positionals.some((part) => shape.includes(part))) continue
  for (const [name, names] of sets) {
    // What the engine learns on the first run, it would learn on the smallest size.
    measure(code(sizes.at(-1)), '/bench/shape.ts', names)
    const times = sizes.map((size) => best(code(size), names))
    const exponent = slope(sizes, times.map(({ rules }) => rules))
    const { rules, parse } = times.at(-1)
    const bends = exponent > allowed + growth.noise && rules > NOTICEABLE
    if (bends) bad++
    console.log(
      [
        (values.rules ? `${shape}: ${name}` : shape).padEnd(values.rules ? 74 : 46),
        `n^${exponent.toFixed(2)}`.padEnd(8),
        `${rules.toFixed(1)} ms at ${sizes.at(-1)}`.padEnd(22),
        `${(rules / parse).toFixed(2)} of the parse`,
        bends ? '  GROWS TOO FAST' : '',
      ].join(' '),
    )
  }
}
console.log(bad > 0 ? `${bad} grow too fast` : 'nothing grows faster than it may')
process.exitCode = bad > 0 ? 1 : 0

/** The fastest of a few runs: what disturbs a run only ever makes it slower. */
function best(code, names) {
  let least
  for (let i = 0, spent = 0; i < 3 || (i < 8 && spent < 100); i++) {
    const run = measure(code, '/bench/shape.ts', names)
    if (run.fatal !== undefined) throw new Error(run.fatal)
    spent += run.rules
    if (!least || run.rules < least.rules) least = run
  }
  return least
}

/** Slope of the line through the logarithms of the larger half of the sizes (at least three). */
function slope(sizes, times) {
  const points = sizes.map((size, i) => [Math.log(size), Math.log(Math.max(times[i], 0.01))]).slice(-3)
  const mean = (i) => points.reduce((sum, point) => sum + point[i], 0) / points.length
  const [x, y] = [mean(0), mean(1)]
  return points.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0) / points.reduce((sum, [a]) => sum + (a - x) ** 2, 0)
}

// The text of the ruling: its lines, how old judgements meet new findings, what differs, and how precise the rules are.
// Pure functions: no file is read here.

/**
 * One finding: where it is, which rule says it, and what we think of it.
 * @typedef {{ package: string, place: string, rule: string, preset: string, verdict: string, reason: string }} Line
 */

const SEPARATOR = ' | '
export const UNJUDGED = 'unjudged'
export const VERDICTS = ['true', 'doubtful', 'false']

/** Lines of a findings file. Comments begin with `#`; a line of any other form is an error that names its number. */
export function parse(text) {
  return text.split(/\r?\n/).flatMap((line, index) => (line === '' || line.startsWith('#') ? [] : [parseLine(line, index + 1)]))
}

function parseLine(line, number) {
  const [name, place, rule, preset, verdict, ...reason] = line.split(SEPARATOR)
  if (verdict === undefined || ![...VERDICTS, UNJUDGED].includes(verdict)) throw new Error(`line ${number} has no verdict: ${line}`)
  if (verdict !== UNJUDGED && reason.length === 0) throw new Error(`line ${number} says no reason: ${line}`)
  return { package: name, place, rule, preset, verdict, reason: reason.join(SEPARATOR) }
}

/** The file: comments that say what was linted, then one sorted line each. */
export function format(comments, lines) {
  return [...comments.map((comment) => `# ${comment}`), ...sorted(lines).map(formatLine), ''].join('\n')
}

function formatLine({ package: name, place, rule, preset, verdict, reason }) {
  return [name, place, rule, preset, verdict, ...(reason === '' ? [] : [reason])].join(SEPARATOR)
}

function sorted(lines) {
  return [...lines].sort((a, b) => order(a.package, b.package) || comparePlaces(a.place, b.place) || order(a.rule, b.rule))
}

/** By path, then by line and column as numbers. */
function comparePlaces(a, b) {
  const [pathA, lineA, columnA] = a.split(':')
  const [pathB, lineB, columnB] = b.split(':')
  return order(pathA, pathB) || lineA - lineB || columnA - columnB
}

// Not by locale: the file is the same wherever it is written.
const order = (a, b) => (a < b ? -1 : a > b ? 1 : 0)

/** What is found now, with the judgements of the lines that stay. A finding that moves to another preset keeps its judgement. */
export function merge(known, found) {
  const judged = new Map(known.map((line) => [keyOf(line), line]))
  return sorted(found.map((finding) => {
    const { verdict = UNJUDGED, reason = '' } = judged.get(keyOf(finding)) ?? {}
    return { ...finding, verdict, reason }
  }))
}

/** What the ruling says, and what is found now: lines that went, that came, and that changed their preset. */
export function difference(known, found) {
  const before = new Map(known.map((line) => [keyOf(line), line]))
  const now = new Map(found.map((line) => [keyOf(line), line]))
  return {
    gone: sorted(known.filter((line) => !now.has(keyOf(line)))),
    come: sorted(found.filter((line) => !before.has(keyOf(line)))),
    moved: sorted(found.filter((line) => now.has(keyOf(line)) && before.has(keyOf(line)) && before.get(keyOf(line)).preset !== line.preset)),
  }
}

const keyOf = ({ package: name, place, rule }) => [name, place, rule].join(SEPARATOR)

/** The difference for a reader: one line each, what is gone with what was thought of it. Empty where nothing differs. */
export function describe({ gone, come, moved }) {
  return [
    ...gone.map((line) => `- ${formatLine(line)}`),
    ...come.map(({ package: name, place, rule, preset }) => `+ ${[name, place, rule, preset].join(SEPARATOR)}`),
    ...moved.map(({ package: name, place, rule, preset }) => `~ ${[name, place, rule].join(SEPARATOR)}: now of ${preset}`),
  ]
}

/** Findings of `recommended` that nobody has judged: the ruling fails while there is one. */
export function unjudged(lines) {
  return sorted(lines.filter(({ preset, verdict }) => preset === 'recommended' && verdict === UNJUDGED))
}

/** Counts by preset and rule, most findings first, and of each preset as a whole. */
export function precision(lines) {
  return ['recommended', 'strict'].map((preset) => {
    const own = lines.filter((line) => line.preset === preset)
    const rules = [...new Set(own.map(({ rule }) => rule))]
      .map((rule) => ({ rule, ...countsOf(own.filter((line) => line.rule === rule)) }))
      .sort((a, b) => b.findings - a.findings || order(a.rule, b.rule))
    return { preset, rules, total: countsOf(own) }
  })
}

function countsOf(lines) {
  const count = (wanted) => lines.filter(({ verdict }) => verdict === wanted).length
  const [good, doubtful, bad] = VERDICTS.map(count)
  const judged = good + doubtful + bad
  return { findings: lines.length, judged, true: good, doubtful, false: bad, share: judged === 0 ? undefined : good / judged }
}

/** The precision as a table of Markdown. */
export function table(counted) {
  const head = ['| preset | rule | findings | judged | true | doubtful | false | true, of the judged |', '| :-- | :-- | --: | --: | --: | --: | --: | --: |']
  const row = (preset, rule, { findings, judged, true: good, doubtful, false: bad, share }) =>
    `| ${[preset, rule, findings, judged, good, doubtful, bad, percent(share)].join(' | ')} |`
  return [...head, ...counted.flatMap(({ preset, rules, total }) => [
    row(`\`${preset}\``, '**all**', total),
    ...rules.map(({ rule, ...counts }) => row(`\`${preset}\``, `[${rule}](rules/${rule}.md)`, counts)),
  ])].join('\n')
}

/** The precision in a sentence for the README. */
export function sentence([recommended, strict], sum) {
  const { findings, judged, true: good, share } = strict.total
  const advice = judged === 0 ? `; the ${findings} that \`strict\` adds are not judged yet` : `, and ${good} of the ${judged} judged of ${findings} that \`strict\` adds (${percent(share)})`
  return `On the published code that the rules were last repaired on (${sum}), ${recommended.total.true} of ${recommended.total.findings} findings of \`recommended\` are true (${percent(recommended.total.share)})${advice}: [how this is measured](docs/quality.md).`
}

/** Rounded down: nothing is called better than it is. */
export function percent(share) {
  return share === undefined ? '-' : `${Math.floor(share * 100)} %`
}

/** A page with what stands between the two markers of a name replaced. */
export function between(page, name, text) {
  const begin = `<!-- begin ${name} -->`
  const end = `<!-- end ${name} -->`
  const from = page.indexOf(begin)
  const to = page.indexOf(end)
  if (from < 0 || to < from) throw new Error(`there is no ${begin} … ${end}`)
  return `${page.slice(0, from + begin.length)}\n${text}\n${page.slice(to)}`
}

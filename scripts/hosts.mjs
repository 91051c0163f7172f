// npm run hosts: installs the packed plugin into fresh projects, one for each host, lints the examples there, and compares: every host
// reports the same in the same places. Needs the network. With --write the table goes into docs/quality.md. Exit code 1 where one differs.
//   --only "9.15"   only the hosts whose name has this in it, beside the first
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, relative } from 'node:path'
import { parseArgs } from 'node:util'

const { name, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
const { values } = parseArgs({ options: { write: { type: 'boolean', default: false }, only: { type: 'string' } } })
const { default: plugin } = await import('../dist/index.js')
const PAGE = 'docs/quality.md'
const PARSER = [`@typescript-eslint/parser@${devDependencies['@typescript-eslint/parser']}`, `typescript@${devDependencies.typescript}`]
const CONFIG = (types = '') => `import parser from '@typescript-eslint/parser'
import concurrency from '${name}'

export default [
  { files: ['**/*.ts'], languageOptions: { parser } },
  concurrency.configs.all,
]${types}
`
/** A component in two kinds of file: what stands in its script is the same, so are the reports. */
const COMPONENT = `import { Mutex } from 'async-mutex'
const lock = new Mutex()
const worker = new Worker(new URL('./thumbnail-worker.js', import.meta.url))
async function save(picture) {
  const release = await lock.acquire()
  await fetch('/pictures', { method: 'POST', body: picture })
  release()
}
worker.postMessage({ done: () => save(1) })
`
const component = (kind) => ({
  install: ['eslint@10', `${kind}-eslint-parser`, ...(kind === 'svelte' ? ['svelte@5'] : [])],
  config: `import parser from '${kind}-eslint-parser'
import concurrency from '${name}'

export default [{ files: ['**/*.${kind}'], languageOptions: { parser } }, concurrency.configs.all]
`,
  files: { [`Component.${kind}`]: `<script${kind === 'vue' ? ' setup' : ''}>\n${COMPONENT}</script>\n`, 'Component.js': `\n${COMPONENT}` },
  lint: ['Component.*'],
})

/** The first is what the others are held against. */
const HOSTS = {
  'ESLint 10': { install: ['eslint@10', ...PARSER] },
  'ESLint 10, --cache, second run': { like: 'ESLint 10', flags: ['--cache'], runs: 2 },
  'ESLint 10, --concurrency 2': { like: 'ESLint 10', flags: ['--concurrency', '2'] },
  'ESLint 10, eslint.config.ts': { install: ['eslint@10', 'jiti@2', ...PARSER], config: CONFIG(' satisfies unknown[]'), configFile: 'eslint.config.ts' },
  'ESLint 9': { install: ['eslint@9', ...PARSER] },
  'ESLint 9, eslint.config.ts': { install: ['eslint@9', 'jiti@2', ...PARSER], config: CONFIG(' satisfies unknown[]'), configFile: 'eslint.config.ts' },
  'ESLint 9, --concurrency 2': { like: 'ESLint 9', flags: ['--concurrency', '2'] },
  'ESLint 9.15.0': { install: ['eslint@9.15.0', ...PARSER] },
  'oxlint, JavaScript plugins': { install: [`oxlint@${devDependencies.oxlint}`], oxlint: true },
  'ESLint 10, vue-eslint-parser': component('vue'),
  'ESLint 10, svelte-eslint-parser': component('svelte'),
}

const home = mkdtempSync(join(tmpdir(), 'hosts-'))
const rows = []
try {
  run('npm', ['pack', '--silent', '--pack-destination', home], '.')
  const tarball = join(home, readdirSync(home).find((file) => file.endsWith('.tgz')))
  let expected
  for (const [title, host] of Object.entries(HOSTS)) {
    if (expected && values.only && !title.includes(values.only)) continue
    const row = tryHost(title, host, tarball, expected)
    expected ??= row.reports
    rows.push(row)
    console.log(`${row.title.padEnd(36)} ${row.version.padEnd(28)} ${String(row.reports.length).padStart(4)} reports  ${row.verdict}`)
    for (const line of row.differences) console.log(`    ${line}`)
  }
} finally {
  rmSync(home, { recursive: true, force: true })
}
if (values.write) write()
process.exitCode = rows.some(({ differences }) => differences.length > 0) ? 1 : 0

function tryHost(title, { like, ...own }, tarball, expected) {
  const host = { ...HOSTS[like], ...own }
  const folder = join(home, (like ?? title).replaceAll(/\W+/g, '-'))
  if (like === undefined) set(folder, host, tarball)
  let reports
  for (let i = 0; i < (host.runs ?? 1); i++) reports = host.oxlint ? byOxlint(folder) : byESLint(folder, host)
  const tool = host.oxlint ? 'oxlint' : 'eslint'
  const parser = host.install.map((each) => /^(.*)-eslint-parser/.exec(each)?.[0]).find(Boolean)
  const version = [tool, ...(parser ? [parser] : [])].map((each) => `${each} ${JSON.parse(readFileSync(join(folder, 'node_modules', each, 'package.json'), 'utf8')).version}`).join(', ')
  // Components are held against the same script in a file of its own, the rest against the first host.
  const [here, there] = host.files ? [inFile(reports, /\.(vue|svelte)$/), inFile(reports, /\.js$/)] : [reports, expected ?? reports]
  const differences = [...there.filter((each) => !here.includes(each)).map((each) => `missing: ${each}`), ...here.filter((each) => !there.includes(each)).map((each) => `more: ${each}`)]
  const verdict = here.length === 0 ? 'no reports at all' : differences.length > 0 ? `${differences.length} differ` : 'equal'
  return { title, version, reports: here, differences: here.length === 0 ? ['no reports at all'] : differences, verdict }
}

function inFile(reports, kind) {
  return reports.filter((each) => kind.test(each.split(':')[0])).map((each) => each.replace(/^[^:]*:/, ''))
}

function set(folder, { install, config = CONFIG(), configFile = 'eslint.config.js', files, oxlint }, tarball) {
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  // The plugin names ESLint as its peer; oxlint comes without one.
  run('npm', ['install', '--silent', '--no-audit', '--no-fund', ...(oxlint ? ['--legacy-peer-deps'] : []), tarball, ...install], folder)
  if (oxlint) {
    const rules = Object.fromEntries(Object.keys(plugin.rules).map((rule) => [`concurrency/${rule}`, 'error']))
    writeFileSync(join(folder, 'oxlint.json'), JSON.stringify({ plugins: [], categories: { correctness: 'off' }, jsPlugins: [{ name: 'concurrency', specifier: name }], rules }))
  } else {
    writeFileSync(join(folder, configFile), config)
  }
  for (const [file, text] of Object.entries(files ?? {})) writeFileSync(join(folder, file), text)
  if (!files) cpSync('examples', join(folder, 'examples'), { recursive: true })
}

function byESLint(folder, { flags = [], lint = ['examples'] }) {
  const { stdout, stderr } = run(process.execPath, ['node_modules/eslint/bin/eslint.js', '--format', 'json', ...flags, ...lint], folder, [0, 1])
  if (!stdout.startsWith('[')) throw new Error(stdout + stderr)
  return JSON.parse(stdout).flatMap(({ filePath, messages }) => messages.map(({ line, column, ruleId, message }) => shown(folder, filePath, line, column, ruleId ?? message))).sort()
}

function byOxlint(folder) {
  const files = readdirSync(join(folder, 'examples'), { recursive: true, encoding: 'utf8' }).filter((file) => /\.[jt]s$/.test(file)).map((file) => join('examples', file))
  const { stdout, stderr } = run(join(folder, 'node_modules/.bin/oxlint'), ['--config', 'oxlint.json', '--format', 'json', ...files], folder, [0, 1])
  if (!stdout.startsWith('{')) throw new Error(stdout + stderr)
  return JSON.parse(stdout).diagnostics.map(({ code, filename, labels: [label] }) => shown(folder, join(folder, filename), label?.span.line, label?.span.column, code.replace(/^(.*)\((.*)\)$/, '$1/$2'))).sort()
}

function shown(folder, file, line, column, rule) {
  return `${relative(folder, file).replaceAll('\\', '/').replace(new RegExp(`^.*${basename(folder)}/`), '')}:${line}:${column} ${rule}`
}

function run(command, args, cwd, good = [0]) {
  const ended = spawnSync(command, args, { cwd, encoding: 'utf8', shell: process.platform === 'win32', maxBuffer: 1e9 })
  if (!good.includes(ended.status)) throw new Error(`${command} ${args.join(' ')}\n${ended.stdout}${ended.stderr}${ended.error ?? ''}`)
  return ended
}

function write() {
  const table = [
    `Measured on ${new Date().toISOString().slice(0, 10)} with Node ${process.versions.node} by \`npm run hosts -- --write\`.`,
    '',
    '| host | versions | reports | compared |',
    '| --- | --- | ---: | --- |',
    ...rows.map(({ title, version, reports, verdict }, i) => `| ${title} | ${version} | ${reports.length} | ${i === 0 ? 'what the others are held against' : verdict} |`),
  ].join('\n')
  const page = readFileSync(PAGE, 'utf8')
  writeFileSync(PAGE, page.replace(/<!-- begin hosts -->[^]*<!-- end hosts -->/, `<!-- begin hosts -->\n\n${table}\n\n<!-- end hosts -->`))
}

// npm run smoke -- VERSION: installs the packed plugin beside one version of ESLint, as a user would, and lints the examples with it.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const [version = '10'] = process.argv.slice(2)
const { name, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
const home = mkdtempSync(join(tmpdir(), 'smoke-'))

try {
  run('npm', ['pack', '--silent', '--pack-destination', home], '.')
  const tarball = readdirSync(home).find((file) => file.endsWith('.tgz'))
  writeFileSync(join(home, 'package.json'), '{ "private": true, "type": "module" }')
  const parser = `@typescript-eslint/parser@${devDependencies['@typescript-eslint/parser']}`
  run('npm', ['install', '--silent', '--no-audit', '--no-fund', `./${tarball}`, `eslint@${version}`, parser, `typescript@${devDependencies.typescript}`], home)
  writeFileSync(join(home, 'eslint.config.js'), `
    import parser from '@typescript-eslint/parser'
    import concurrency from '${name}'
    export default [{ files: ['**/*.ts'], languageOptions: { parser } }, concurrency.configs.recommended]
  `)
  cpSync('examples', join(home, 'examples'), { recursive: true })

  const { results, code } = lint('examples/**/faulty/*')
  const found = new Set(results.flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId)))
  const { rules } = (await import('../dist/index.js')).default.configs.recommended
  const missing = Object.keys(rules).filter((rule) => !found.has(rule))
  if (code !== 1 || missing.length > 0) fail(`not found: ${missing.join(', ')}`)
  const repaired = lint('examples/**/repaired/*')
  if (repaired.code !== 0) fail('the repaired examples are not clean')
  console.log(`ESLint ${version}: ${found.size} rules report, the repaired examples are clean.`)
} finally {
  rmSync(home, { recursive: true, force: true })
}

function lint(pattern) {
  const { status, stdout, stderr } = run(process.execPath, ['node_modules/eslint/bin/eslint.js', '--format', 'json', pattern], home, [0, 1])
  if (stderr) process.stderr.write(stderr)
  return { results: JSON.parse(stdout), code: status }
}

function run(command, args, cwd, good = [0]) {
  const ended = spawnSync(command, args, { cwd, encoding: 'utf8', shell: process.platform === 'win32' && command === 'npm' })
  if (!good.includes(ended.status)) fail(`${command} ${args.join(' ')}\n${ended.stdout}${ended.stderr}`)
  return ended
}

function fail(message) {
  console.error(message)
  process.exitCode = 1
  throw new Error(message)
}

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, vi } from 'vitest'

import { main } from '../../src/cli/main.ts'

const ROOT = realpathSync(join(import.meta.dirname, '../..'))
const COMMAND = join(ROOT, 'dist/cli.js')

/** One fault of `no-uncloneable-message`, in JavaScript and TypeScript alike. */
export const FAULT = `import { parentPort } from 'node:worker_threads'\nparentPort.postMessage(() => 1)\n`
export const FAULT_TS = `import { parentPort } from 'node:worker_threads'\nconst task: () => number = () => 1\nparentPort!.postMessage(() => task())\n`
export const CLEAN = 'export const answer = 42\n'

export interface Run {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Project {
  readonly dir: string
  path(name: string): string
  read(name: string): string
  write(name: string, text: string): void
  /** Makes an installed package of this repository visible in the folder of the project, under its own or another name. */
  install(name: string, as?: string, folder?: string): void
  git(...args: readonly string[]): void
  /** Runs the command in the project, or in a folder of it: here, without a process of its own, which takes a tenth of the time. */
  run(args: readonly string[], options?: { readonly cwd?: string }): Promise<Run>
  /** Starts the command as it is built. */
  start(args: readonly string[], options?: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> }): Run
  /** Runs the command with an output that is closed. */
  runUnheard(args: readonly string[]): Promise<Omit<Run, 'stdout'>>
  /** The same as `start` with a copy of the command that is installed in the project, beside what is installed there and nothing else. */
  runInstalled(args: readonly string[], options?: { readonly cwd?: string }): Run
}

const made: string[] = []

afterAll(() => {
  for (const dir of made.splice(0)) rmSync(dir, { recursive: true, force: true })
})

/** A folder with these files, outside any repository. */
export function project(files: Readonly<Record<string, string>> = {}): Project {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'command-')))
  made.push(dir)
  const path = (name: string) => join(dir, name)
  const write = (name: string, text: string) => {
    mkdirSync(dirname(path(name)), { recursive: true })
    writeFileSync(path(name), text)
  }
  for (const [name, text] of Object.entries(files)) write(name, text)
  return {
    dir,
    path,
    write,
    read: (name) => readFileSync(path(name), 'utf8'),
    install(name, as = name, folder = '') {
      const target = path(join(folder, 'node_modules', as))
      mkdirSync(dirname(target), { recursive: true })
      symlinkSync(join(ROOT, 'node_modules', name), target, 'junction')
    },
    git(...args) {
      const { status, stderr } = spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', '-c', 'protocol.file.allow=always', ...args], { cwd: dir, encoding: 'utf8' })
      if (status !== 0) throw new Error(stderr)
    },
    run: (args, { cwd = '' } = {}) => runHere(args, path(cwd)),
    start: (args, { cwd = '', env = {} } = {}) => start(COMMAND, args, path(cwd), env),
    async runUnheard(args) {
      const child = spawn(process.execPath, [COMMAND, ...args], { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] })
      child.stdout.destroy()
      const stderr: string[] = []
      child.stderr.setEncoding('utf8').on('data', (text: string) => stderr.push(text))
      const [code] = (await once(child, 'close')) as [number | null]
      return { code, stderr: stderr.join('') }
    },
    runInstalled(args, { cwd = '' } = {}) {
      const copy = path('node_modules/eslint-plugin-concurrency')
      if (!existsSync(copy)) {
        cpSync(join(ROOT, 'dist'), join(copy, 'dist'), { recursive: true })
        cpSync(join(ROOT, 'package.json'), join(copy, 'package.json'))
      }
      return start(join(copy, 'dist/cli.js'), args, path(cwd), {})
    },
  }
}

async function runHere(args: readonly string[], cwd: string): Promise<Run> {
  const [stdout, stderr]: [string[], string[]] = [[], []]
  vi.stubEnv('NO_COLOR', '1')
  vi.stubEnv('FORCE_COLOR', undefined)
  try {
    const code = await main(args, { cwd, stdout: { write: (text: string) => stdout.push(text) }, stderr: { write: (text: string) => stderr.push(text) } })
    return { code, stdout: stdout.join(''), stderr: stderr.join('') }
  } finally {
    vi.unstubAllEnvs()
  }
}

function start(command: string, args: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Run {
  if (!existsSync(command)) throw new Error('The command is not built: npm run build.')
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, NODE_OPTIONS: undefined, ...env },
  })
  return { code: status, stdout, stderr }
}

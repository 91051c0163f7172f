import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

import type { Example } from './pages.ts'
import { codeToRun, nameToRun } from './run-files.ts'

/** How long a program may live. What hangs or leaves something open is seen when this is over. */
const LIMIT = 1500
/** A correct program gets more time: on a busy machine slow is not hung. */
const PATIENCE = 40_000
/** A turn of the event loop longer than this is a stall. Faulty examples stall for about a second. */
const STALL = 300

export interface Outcome {
  readonly output: string
  readonly errors: string
  /** Exit code; null where it had to be stopped. */
  readonly code: number | null
  /** What kept the main thread alive when it had to be stopped. */
  readonly open: readonly string[]
  /** The longest turn of the main thread's event loop, in milliseconds. */
  readonly stall: number
  /** The same without the time in which the machine ran something else. */
  readonly work: number
}

/** Starts an example in a folder of its own: its driver, or else its first file. It may import the packages of this repository. */
export async function start(example: Pick<Example, 'rule' | 'files' | 'driver' | 'standIns'>, limit: number): Promise<Outcome> {
  const root = mkdtempSync(join(tmpdir(), 'example-'))
  // What stands in for a package lies nearer than the package.
  const folder = join(root, 'program')
  try {
    symlinkSync(resolve('node_modules'), join(root, 'node_modules'), 'junction')
    mkdirSync(join(folder, 'node_modules'), { recursive: true })
    for (const name of example.standIns) symlinkSync(resolve('tests/docs/stand-ins', name), join(folder, 'node_modules', name), 'junction')
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    for (const file of example.files) {
      const path = join(folder, nameToRun(file))
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, codeToRun(file))
    }
    const [first] = example.files
    if (example.driver === undefined) return await watch(folder, first ? nameToRun(first) : '', limit)
    const driver = `${example.rule}/${example.driver}.mjs`
    for (const path of [driver, 'turns.mjs']) cpSync(resolve('tests/docs/drivers', path), join(folder, path))
    return await watch(folder, driver, limit)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

function watch(folder: string, entry: string, limit: number): Promise<Outcome> {
  const notes = join(folder, 'notes.json')
  const child = spawn(process.execPath, ['--require', resolve('tests/support/witness.cjs'), entry], {
    cwd: folder,
    env: { ...process.env, NODE_OPTIONS: '', WITNESS_NOTES: notes, WITNESS_LIMIT: String(limit - 500) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk))
  // The program's own clock counts, not ours: on a busy machine it starts late. It takes a note at its start, and when its time is
  // nearly over; a thread that is blocked takes no second one.
  const timer = setTimeout(() => child.kill('SIGKILL'), limit + PATIENCE)
  const watcher = setInterval(() => {
    if (existsSync(notes) && Date.now() - statSync(notes).mtimeMs > (readNotes(notes).isOver ? 500 : limit)) child.kill('SIGKILL')
  }, 100)
  return new Promise((settle, fail) => {
    child.on('error', fail)
    child.on('close', (code) => {
      clearTimeout(timer)
      clearInterval(watcher)
      const { exited = null, open, stall, work } = readNotes(notes)
      // Node 20 now and then hangs after the program has ended, when it takes down an idle worker: that is not the program's doing.
      settle({ output, errors, code: code ?? exited, open, stall, work })
    })
  })
}

function readNotes(path: string): Pick<Outcome, 'open' | 'stall' | 'work'> & { readonly exited?: number; readonly isOver?: boolean } {
  try {
    return { open: [], stall: 0, work: 0, ...(JSON.parse(readFileSync(path, 'utf8')) as object) }
  } catch {
    return { open: [], stall: 0, work: 0 }
  }
}

const KINDS: Readonly<Record<string, (outcome: Outcome, rest: string) => boolean>> = {
  throws: ({ code, errors }, rest) => code !== 0 && code !== null && errors.includes(rest),
  prints: ({ output }, rest) => output.includes(rest),
  never: ({ output }, rest) => !output.includes(rest.replace(/^prints /, '')),
  hangs: ({ code }) => code === null || code === 13,
  stalls: ({ stall }) => stall >= STALL,
  leaves: ({ code, open }) => code === null && open.length > 0,
}

/**
 * What speaks against an example, after running it; undefined when it behaves as its page says. `shows` is one of
 * throws NAME · prints TEXT · never prints TEXT · hangs · stalls · leaves open.
 */
export async function doubt(example: Example): Promise<string | undefined> {
  if (example.verdict === 'correct') return doubtCorrect(example)
  const [kind = '', ...rest] = (example.shows ?? '').split(' ')
  const shows = KINDS[kind]
  if (!shows) return `shows="${example.shows ?? ''}" is not one of throws, prints, never prints, hangs, stalls, leaves open`
  const waits = kind === 'hangs' || kind === 'leaves'
  const outcome = await start(example, waits ? LIMIT : PATIENCE)
  return shows(outcome, rest.join(' ')) ? undefined : `the fault does not show as "${example.shows ?? ''}":\n${told(outcome)}`
}

async function doubtCorrect(example: Example): Promise<string | undefined> {
  const outcome = await start(example, PATIENCE)
  const fine = outcome.code === 0 && outcome.work < STALL && outcome.output.includes(example.prints ?? '')
  return fine ? undefined : `correct code does not end cleanly${example.prints === undefined ? '' : ` or does not print "${example.prints}"`}:\n${told(outcome)}`
}

function told({ output, errors, code, open, stall, work }: Outcome): string {
  const end = code === null ? `had to be stopped, open: ${open.join(', ') || 'nothing'}` : `exit code ${String(code)}`
  return `${end}; longest turn ${String(Math.round(stall))} ms, at work ${String(Math.round(work))} ms\n${output}${errors}`
}

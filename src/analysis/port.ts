import { commandSections } from '../knowledge/roles.ts'
import { absolute, fileNameOf } from '../utils/file-name.ts'
import { perFile } from '../utils/per-file.ts'

/**
 * The way to other files of the project: the disk, an editor's unsaved text, or a map. Rules and analyses reach files
 * through it alone, so that a browser or a test can stand in for the disk.
 */
export interface FilePort {
  /** The text of a file; undefined when it is missing or cannot be read. Takes an absolute path with forward slashes and never throws. */
  read(path: string): string | undefined
}

/** What the manifests above a file say about it. */
export interface Package {
  /** The folder of the package, with forward slashes and no slash at the end. */
  readonly dir: string
  readonly name: string | undefined
  /** The module system of `.js` files there; undefined when the nearest manifest does not say. */
  readonly type: 'module' | 'commonjs' | undefined
  /** The files that the package installs as commands: absolute paths with forward slashes. */
  readonly bin: readonly string[]
  /** The file that `main` names: an absolute path. */
  readonly main: string | undefined
  /** Whether it says what they get who import it by its name. */
  readonly isImported: boolean
  /** It says that it is to be installed for the whole machine: people run it, programs do not import it. */
  readonly isForMachine: boolean
  /** It tells a framework of commands which ones it brings, or says that it is one: people run it by the names of these. */
  readonly isOfCommands: boolean
  /** Words by which people are to find it. */
  readonly keywords: readonly string[]
  /** Command lines by name: `{ start: 'node server.js' }`. */
  readonly scripts: Readonly<Record<string, string>>
  /** Ranges by engine: `{ node: '>=20' }`. */
  readonly engines: Readonly<Record<string, string>>
  /** The packages that it needs to run; undefined where it names none at all, not even for its developers. */
  readonly needs: readonly string[] | undefined
  /** The packages that its developers need besides. */
  readonly tools: readonly string[]
}

/** Folders that are looked into above a file. Beyond that the package counts as unknown. */
const MAX_FOLDERS = 12

/** A manifest with nothing but these keys marks a folder (`{"type": "module"}`), it does not begin a package. */
const MARKER_KEYS = new Set([
  '$schema', 'type', 'sideEffects', 'main', 'module', 'browser', 'react-native', 'types', 'typings', 'exports', 'imports',
])

let port: FilePort = { read: () => undefined }

/** Sets the port. The entry of the plugin does so once, before any file is linted; without it no other file is seen. */
export function usePort(next: FilePort): void {
  port = next
}

/** A port that reads from memory. */
export function mapPort(files: ReadonlyMap<string, string>): FilePort {
  return { read: (path) => files.get(path) }
}

/** The text of another file of the project; undefined when there is none, or nobody may look. */
export function textOf(path: string): string | undefined {
  return port.read(path)
}

/** The package that the linted file belongs to; undefined when it has none or nobody knows where the file lies. */
export const packageOf = perFile((sourceCode): Package | undefined => {
  const file = fileNameOf(sourceCode)
  return file === undefined ? undefined : nearestPackage(file, port)
})

/**
 * The package around a file. `type` comes from the nearest manifest, as Node has it; the rest from the nearest that is
 * more than a marker. The search ends at `node_modules` and after a few folders. Undefined when there is no manifest or
 * the nearest is not valid JSON.
 */
export function nearestPackage(file: string, files: FilePort): Package | undefined {
  let marker: Package | undefined
  for (const dir of foldersAbove(file)) {
    const text = files.read(`${dir}/package.json`)
    if (text === undefined) continue
    const manifest = manifestOf(dir, text)
    if (manifest === undefined) return marker
    const { found } = manifest
    if (!manifest.isMarker) return marker === undefined ? found : { ...found, type: marker.type }
    marker ??= found
  }
  return marker
}

interface Described {
  readonly found: Package
  readonly isMarker: boolean
}

/** What the manifests said that were read last, by folder: as long as the text is the same, so is the answer. */
const described = new Map<string, { readonly text: string; readonly answer: Described | undefined }>()
const MOST_DESCRIBED = 64

function manifestOf(dir: string, text: string): Described | undefined {
  const known = described.get(dir)
  if (known?.text === text) return known.answer
  const manifest = parsed(text)
  const answer = manifest && { found: describe(manifest, dir), isMarker: isMarker(manifest) }
  if (described.size >= MOST_DESCRIBED) described.clear()
  described.set(dir, { text, answer })
  return answer
}

function* foldersAbove(file: string): Generator<string> {
  let at = absolute(file)
  for (let i = 0; at !== undefined && i < MAX_FOLDERS; i++) {
    const slash = at.lastIndexOf('/')
    if (slash < 0) return
    at = at.slice(0, slash)
    if (at.endsWith('/node_modules')) return
    yield at
  }
}

type Manifest = Readonly<Record<string, unknown>>

function parsed(text: string): Manifest | undefined {
  try {
    const value: unknown = JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isMarker(manifest: Manifest): boolean {
  return Object.keys(manifest).every((key) => MARKER_KEYS.has(key))
}

function describe(manifest: Manifest, dir: string): Package {
  const { name, type, bin, main, module, exports, preferGlobal, keywords, scripts, engines } = manifest
  const commands = typeof bin === 'string' ? [bin] : Object.values(strings(bin))
  return {
    dir,
    name: typeof name === 'string' ? name : undefined,
    type: type === 'module' || type === 'commonjs' ? type : undefined,
    bin: commands.map((path) => joined(dir, path)),
    main: typeof main === 'string' ? joined(dir, main) : undefined,
    isImported: [main, module].some((each) => typeof each === 'string') || isWayIn(exports),
    isOfCommands: commandSections.some((name) => typeof manifest[name] === 'object' && manifest[name] !== null),
    isForMachine: preferGlobal === true || preferGlobal === 'true',
    keywords: Array.isArray(keywords) ? keywords.filter((each) => typeof each === 'string') : [],
    scripts: strings(scripts),
    engines: strings(engines),
    needs: needsOf(manifest),
    tools: Object.keys(strings(manifest['devDependencies'])),
  }
}

function needsOf({ dependencies, peerDependencies, devDependencies }: Manifest): readonly string[] | undefined {
  const needs = Object.keys({ ...strings(dependencies), ...strings(peerDependencies) })
  return needs.length > 0 || Object.keys(strings(devDependencies)).length > 0 ? needs : undefined
}

/** Whether `exports` names the package itself, in any of its forms, and not only folders and files in it. */
function isWayIn(exports: unknown): boolean {
  return isRecord(exports) ? Object.keys(exports).some((key) => key === '.' || !key.startsWith('.')) : exports !== undefined && exports !== null
}

/** The absolute path of what a manifest in `dir` names. */
export function joined(dir: string, path: string): string {
  const parts = dir.split('/')
  for (const part of path.replaceAll('\\', '/').split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}

function strings(value: unknown): Readonly<Record<string, string>> {
  if (!isRecord(value)) return {}
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const EXTENSION = /\.[cm]?[jt]sx?$/
const BUILT = /^(?:(?:dist|build|lib|out|output|esm|cjs)\/)+/
const SOURCE = /^(?:src|source|lib)\//

/**
 * Whether a file is, or is the source of, a command of its package: `src/cli.ts` of `dist/cli.js`, `src/cli/index.ts` too.
 */
export function isCommandOf({ dir, bin }: Package, file: string): boolean {
  const path = absolute(file)
  if (path === undefined || !path.startsWith(`${dir}/`) || bin.length === 0) return false
  const relative = path.slice(dir.length + 1)
  const source = stem(relative, SOURCE)
  return bin.some((command) => command === path || (command.startsWith(`${dir}/`) && stem(command.slice(dir.length + 1), BUILT) === source))
}

function stem(relative: string, folders: RegExp): string {
  return relative.replace(folders, '').replace(EXTENSION, '').replace(/\/index$/, '')
}

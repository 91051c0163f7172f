import { developerScripts, makingScripts, runFiles, servingScripts, sourceFolders } from '../../knowledge/roles.ts'
import { joined, type Package } from '../port.ts'

/** Whether a file is one that a developer runs by a script of the manifest, or lies in a folder that such files have for themselves. */
export function isScriptOf(home: Package, file: string): boolean {
  const { scripts, served } = runsOf(home)
  return scripts.some((script) => !served.includes(script) && (script === file || isBeside(home, script, file, served)))
}

interface Runs {
  /** What developers run. */
  readonly scripts: readonly string[]
  /** Where the program begins. */
  readonly served: readonly string[]
}

/** One package is asked about by all its files. */
const runs = new WeakMap<Package, Runs>()

function runsOf(home: Package): Runs {
  const known = runs.get(home)
  if (known) return known
  const scripts = filesRun(home, (name) => developerScripts.test(name))
  const served = scripts.length === 0 ? [] : [...filesRun(home, (name) => servingScripts.test(name) && !makingScripts.test(name)), ...home.bin, ...(home.main === undefined ? [] : [home.main])]
  const found = { scripts, served }
  runs.set(home, found)
  return found
}

/** The files that the scripts of such names run. */
function filesRun({ dir, scripts }: Package, isWanted: (name: string) => boolean): readonly string[] {
  const lines = Object.entries(scripts).flatMap(([name, line]) => (isWanted(name) ? [line] : []))
  return lines.flatMap((line) => [...line.matchAll(runFiles)]).map(([, path = '']) => joined(dir, path))
}

/** In the folder of a script, where nothing else of the program begins. */
function isBeside({ dir }: Package, script: string, file: string, served: readonly string[]): boolean {
  const folder = script.slice(0, script.lastIndexOf('/') + 1)
  return folder.startsWith(`${dir}/`) && folder !== `${dir}/` && !sourceFolders.test(folder) && file.startsWith(folder) && !served.some((path) => path.startsWith(folder))
}

import rule from '../../src/rules/no-unbounded-concurrency.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

/** What is made of all files of a folder, one operator after the other. */
function files(operators: string, source = 'from(names)'): string {
  return text`
    import { bufferCount, concatMap, filter, from, lastValueFrom, map, mergeMap, of, take, toArray } from 'rxjs'
    import { readdir, readFile } from 'node:fs/promises'
    export async function load(dir) {
      const names = await readdir(dir)
      return lastValueFrom(${source}.pipe(${operators}, toArray()))
    }
  `
}

run(rule, {
  valid: [
    { name: 'one after the other', code: files('concatMap((name) => readFile(name))') },
    { name: 'so many at a time', code: files('mergeMap((name) => readFile(name), 4)') },
    { name: 'the first few', code: files('take(5), mergeMap((name) => readFile(name))') },
    { name: 'a slice at a time', code: files('bufferCount(20), concatMap((some) => from(some).pipe(mergeMap((name) => readFile(name)), toArray()))') },
    { name: 'nothing goes outside', code: files('mergeMap((name) => of(name, name.toUpperCase()))') },
    { name: 'two that are written down', code: files('mergeMap((name) => readFile(name))', "from(['a.json', 'b.json'])") },
    { name: 'a stream of something else', code: files('mergeMap((name) => readFile(name))', 'this.opened$') },
  ],
  invalid: [
    {
      name: 'all of them at once',
      ...marked`
        import { from, lastValueFrom, mergeMap, toArray } from 'rxjs'
        import { readdir, readFile } from 'node:fs/promises'
        export async function load(dir) {
          const names = await readdir(dir)
          return lastValueFrom(from(names).pipe(mergeMap((name) => readFile(name)), toArray()))
                                                ~~~~~~~~ fanOut {"what": "names", "origin": "from readdir() on line 4", "call": "readFile", "where": "", "harm": "each holds a file open, so that a long list ends in EMFILE"}
        }
      `,
    },
    {
      name: 'behind what only sorts out, of a stream with a name',
      ...marked`
        import { from } from 'rxjs'
        import { filter, mergeMap } from 'rxjs/operators'
        import { readdir, readFile } from 'node:fs/promises'
        export async function load(dir, keep) {
          const names$ = from(await readdir(dir))
          names$.pipe(filter((name) => name.endsWith('.json')), mergeMap(async (name) => {
                                                                ~~~~~~~~ fanOut {"what": "await readdir(dir)", "origin": "from readdir() on line 5", "call": "readFile", "where": " on line 7", "harm": "each holds a file open, so that a long list ends in EMFILE"}
            const text = await readFile(name, 'utf8')
            return JSON.parse(text)
          })).subscribe(keep)
        }
      `,
    },
  ],
})

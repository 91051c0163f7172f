import fc from 'fast-check'

// Programs that nobody wrote, by a grammar: each kind of thing is a list of templates, and each $letter in one is a thing of that kind.
// Names come from a short list, so that the parts of a program refer to each other, and to what the first lines import.
export const HEAD = `import { Worker, isMainThread, parentPort, workerData, MessageChannel } from 'node:worker_threads'
import { fork, exec } from 'node:child_process'
import { readFileSync, existsSync, promises as fs } from 'node:fs'
import { Mutex, Semaphore } from 'async-mutex'
import Piscina from 'piscina'
import pLimit from 'p-limit'
const lock = new Mutex()
const slots = new Semaphore(2)
const buffer = new SharedArrayBuffer(64)
const view = new Int32Array(buffer)
const pool = new Piscina({ filename: './task.js' })
const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: buffer })
const { port1: port, port2 } = new MessageChannel()
const items = await fs.readdir('.')
let state = { count: 0 }
let release
`

type Kind = 'n' | 'k' | 'e' | 'f' | 'p' | 'm' | 's' | 'b' | 'l' | 'y' | 'c' | 't'

const GRAMMAR: Readonly<Record<Exclude<Kind, 't'>, { readonly leaves: readonly string[]; readonly branches: readonly string[] }>> = {
  // Names.
  n: { leaves: ['a', 'b', 'i', 'lock', 'slots', 'worker', 'buffer', 'view', 'port', 'state', 'items', 'pool', 'release', 'work', 'run'], branches: [] },
  // Keys.
  k: { leaves: ['a', 'port', 'count', 'postMessage', 'acquire', 'release', 'terminate', 'onmessage', 'then', 'length', 'constructor', '__proto__', '$n'], branches: [] },
  // Expressions.
  e: {
    leaves: [
      '$n', '$n', '$n', '$n', '$n', '$n', '$n', '$n', '$n', '$n', 'state.count', 'view[0]', 'this', 'null', 'undefined', '0', '1e6', "'./worker.js'", '`x`', '/a/g', '10n', 'new Mutex()', 'new Semaphore(2)', 'new MessageChannel()', 'new SharedArrayBuffer(8)', 'new Int32Array(8)', 'import.meta.url', 'navigator.locks', 'Promise.withResolvers()', 'isMainThread', 'workerData', '[]', '({})', 'import.meta', 'arguments', 'globalThis', 'Date.now()',
    ],
    branches: [
      '$n.$k', '$e.$k', '$e?.$k', '$e?.[$e]', '$e[$e]', '$e?.($e)', '$n($e)', '$n($e, $e)', '$n.$k($e)', '$e.$k($e, $e)', 'new $n($e)', 'new ($e)(...$e)', '($e, $e)', '$e ? $e : $e', '$e && $e', '$e || $e', '($e ?? $e)', '$e + $e', '$n = $e', '$n.$k = $e', '$n ??= $e', '$n.$k += $e', '$n.$k++', '--$n[$e]', '[$p] = $e', '({ $k: $n } = $e)', 'void $e', 'typeof $e', 'delete $e.$k', '!$e', '{ "wrapped": $e }.wrapped', '[$e, ...$e]', '[, $e]', '({ $k: $e, ...$e })', '({ [$e]: $e, $n })', '({ get $k() { $b }, set $k($p) { $s }, async *$k() { $y } })', '`a${$e}b`', 'String.raw`${$e}`', '$f', '($f)($e)', '(class { $m })', '(class $n extends $e { $m })', 'await $e', '(await $e)', 'import($e)', 'await import($e)', '$e instanceof $n', "'a' in $e", '$e === $e', '$e < $e', 'structuredClone($e)', 'structuredClone($e, { transfer: [$e] })',
      // What the rules know.
      'new Worker($e)', 'new Worker(new URL("./w.js", import.meta.url), { workerData: $e })', 'new Worker(`${$e}`, { eval: true })', 'fork($e)', 'exec($e, $f)', '$n.postMessage($e)', '$n.postMessage($e, [$e])', 'postMessage({ $k: $e })', 'parentPort.postMessage($e)', '$n.on("message", $f)', '$n.once("exit", $f)', '$n.addEventListener("message", $f)', '$n.terminate()', '$n.acquire()', 'await $n.acquire()', '$n.release()', '$n.runExclusive($f)', 'await $n.runExclusive($f)', 'navigator.locks.request("a", $f)', 'await navigator.locks.request($e, { ifAvailable: true }, $f)', 'Atomics.add($e, 0, $e)', 'Atomics.wait($e, 0, $e)', 'Atomics.notify($e, 0)', 'Atomics.compareExchange($e, $e, 0, 1)', 'Atomics.load($n, $e)', 'Promise.all($e)', 'Promise.all($e.map($f))', 'await Promise.all([$e, $e])', 'Promise.race([$e, $e])', 'new Promise($f)', '$e.then($f, $f)', '$e.then($f).catch($f).finally($f)', 'setTimeout($f, $e)', 'queueMicrotask($f)', 'process.on("exit", $f)', '$e.forEach($f)', '$e.map($f)', '$e.reduce($f, $e)', 'readFileSync($e)', 'existsSync($e)', 'await fs.writeFile($e, $e)', 'new Int32Array($e)', 'new Uint8Array($n.buffer)', 'new Piscina({ filename: $e, maxThreads: $e })', '$n.run($e)', 'pLimit($e)($f)', 'Array.from({ length: $e }, $f)', 'Object.assign($e, $e)', 'JSON.parse(JSON.stringify($e))', '$n.pipe($e)', '$n.write($e)', 'new Proxy($e, { get: $f })', 'Symbol.asyncIterator', '$n.call($e, $e)', '$n.bind($e)', 'require($e)',
    ],
  },
  // Functions.
  f: {
    leaves: ['() => {}', '$n', 'async () => {}'],
    branches: ['($p) => $e', '($p) => { $b }', 'async ($p) => $e', 'async ($p) => { $b }', '({ $k: $n }, [$p] = $e, ...$n) => { $b }', 'function ($p) { $b }', 'async function $n($p) { $b }', 'function* ($p) { $y }', 'async function* $n() { $y }', '(resolve, reject) => { $b }'],
  },
  // Patterns.
  p: { leaves: ['$n', '$n', '$n'], branches: ['{ $k: $p }', '{ $n = $e }', '[$p, , ...$n]', '{ [$e]: $p, ...$n }', '[$p = $e]', '{ $n, $k: { $n } }'] },
  // Members of classes.
  m: {
    leaves: ['', '#lock = new Mutex()', 'count = 0', '#worker', ';'],
    branches: ['$m\n$k = $e', 'static $k = $e', '#$n = $e', '$m\nconstructor($p) { $b }', 'constructor() { super($e)\n$s }', '$k($p) { $b }', '$m\nasync $k($p) { $b }', 'async *$k() { $y }', 'static async $k() { $b }', 'get $k() { $b }', 'set $k($p) { $b }', '#a($p) { return this.#a($e) }\n$k() { return #a in $e }', 'static { $s }', '[$e]() { $b }', '$m\n$m', '$k = $f', 'accessor = $e', 'async [Symbol.asyncDispose]() { $b }'],
  },
  // Statements.
  s: {
    leaves: ['$e', ';', 'debugger', '{}', 'var $n'],
    branches: [
      '$e', '$e\n$s', '$s\n$s', '$s\n$s\n$s', 'const $n = $e', 'let $p = $e', 'var $p = $e', 'const $n = $e\n$s', 'const $n = await $e\n$s', 'if ($e) { $s }', 'if ($e) { $s } else { $s }', 'if ($e) $e\nelse if ($e) $e', 'for (const $p of $e) { $l }', 'for (let $n = 0; $n < $e; $n++) { $l }', 'for (;;) { $l\nbreak }', 'for ($n in $e) { $l }', 'for await (const $p of $e) { $l }', 'while ($e) { $l }', 'while (true) { $l }', 'do { $l } while ($e)', 'try { $s } catch { $s }', 'try { $s } catch ($p) { $s }', 'try { $s } finally { $s }', 'try { $s } catch ($p) { $s } finally { $s }', 'switch ($e) { case $e: $s\nbreak\ncase $e: { $s }\ndefault: $s }', 'outer: for (const $n of $e) { for (;;) { $l\ncontinue outer } }', 'block: { $s\nif ($e) break block\n$s }', 'throw $e', 'function $n($p) { $b }', 'async function $n($p) { $b }', 'function* $n($p) { $y }', 'class $n { $m }', 'class $n extends $e { $m }', '{ $s }', ';[$p] = $e', ';({ $k: $n } = $e)',
      'const release = await lock.acquire()\n$s\nrelease()', 'await lock.runExclusive(async () => { $s })', 'await slots.acquire()\n$s', 'for (const a of items) { const b = new Worker(a)\n$l }', 'await Promise.all(items.map(async ($p) => { $b }))', 'state.count = state.count + await $e', 'const a = state.count\nawait $e\nstate.count = a + 1', 'worker.postMessage({ a: $e, b: $f })', 'worker.postMessage($e, [buffer, port2])\n$s', 'port.postMessage(buffer, [buffer])\nview[0] = $e', 'view[0]++', 'while (Atomics.load(view, 0) !== $e) { $l }', 'Atomics.wait(view, 0, $e)\n$s', 'const a = new Worker($e)\na.postMessage($e)', 'return new Promise((resolve, reject) => { $s })', 'navigator.locks.request("a", async (a) => { $s })', 'if (existsSync($e)) { await fs.writeFile($e, $e) }', 'for (const a of items) { await lock.acquire()\n$l }', 'const a = fork($e)\na.on("exit", $f)\n$s', 'try { await lock.acquire()\n$s } finally { lock.release() }', 'lock.acquire().then((release) => { $s })', 'if (lock.isLocked()) { $s }',
      'const $n = await $n.acquire()\ntry { $s } finally { $n() }', '$n.onmessage = $f', '$n.onmessage = async ({ data: $p }) => { $b }', 'const { port1: $n, port2: port } = new MessageChannel()', 'if (isMainThread) { $s } else { $s }', 'const $n = new Worker($e)\n$n.on("error", $f)\n$s', 'for (const $n of items) { new Worker($e) }', 'while (!$n) {}', 'Atomics.store($n, 0, $e)\nAtomics.notify($n, 0)', '$n[0] = $n[0] + 1', 'state.$k = await $e', 'state.$k += await $e',
    ],
  },
  // Bodies of functions.
  b: { leaves: ['', 'return'], branches: ['$s', 'return $e', 'if ($e) return\n$s', '$s\nreturn $e', 'try { return $e } finally { $s }', 'for (const $n of $e) { if ($e) return $e\n$s }'] },
  // Bodies of loops.
  l: { leaves: ['', 'break', 'continue'], branches: ['$s', 'if ($e) break\n$s', '$s\nif ($e) continue\n$s'] },
  // Bodies of generators.
  y: { leaves: ['yield'], branches: ['yield $e', 'yield* $e', '$s\nconst $n = yield $e\n$s', 'try { yield $e } finally { $s }', 'while (true) { yield $e\n$l }'] },
  // Whole programs.
  c: { leaves: [], branches: ['{ $s }\n{ $s }', 'export default $f\nexport async function work($p) { $s }', 'export async function work($p) { $s }\nexport async function run(a, b) { $s }', 'export class Owner { #lock = new Mutex()\n#worker = new Worker($e)\nasync run($p) { $s }\n$m }', 'worker.on("message", $f)\nworker.on("error", $f)\nparentPort.on("message", async (a) => { $s })', 'export const work = $f\nexport function run() { $s }', 'if (isMainThread) { $s } else { $s }', 'export * from "./a.js"\nexport const run = ($p) => { $b }'] },
}

/** What TypeScript adds, by kind. */
const TYPED: Readonly<Partial<Record<Kind, readonly string[]>>> = {
  t: ['string', 'Worker', 'Int32Array', 'Promise<$t>', '$t[]', '{ $k: $t }', '($n: $t) => $t', 'typeof $n', '$t | $t', 'readonly [$t, ...$t[]]', 'import("node:worker_threads").Worker', 'keyof $t', '$t extends $t ? $t : never', 'any', 'this'],
  e: ['$e as $t', '$e!', '($e satisfies $t)', '<$t>$e', '$n<$t>($e)', '$e!.$k($e)', '$e as const', 'new Map<$t, $t>($e)', '$n?.$k!($e)'],
  f: ['($n: $t): $t => $e', 'async <T extends $t>($n?: T): Promise<$t> => { $b }', 'function (this: $t, ...$n: $t[]): asserts this { $b }'],
  m: ['private readonly $k: $t = $e', 'constructor(private readonly $n: $t, public $n = $e) { $b }', 'declare $k: $t', 'abstract $k(): $t', '@$n\nasync $k(@$n() $p): Promise<$t> { $b }', '$k?: $t', 'static override accessor $k = $e', '[key: string]: $t', '$k($n: $t): void\n$k($n: $t, $n: $t): void { $b }'],
  s: ['const $n: $t = $e', 'enum $n { A = 1, B = A << 1 }', 'interface $n { $k: $t }', 'type $n = $t', 'declare const $n: $t', 'declare function $n($n: $t): $t', 'namespace $n { export const $n = $e\n$s }', 'abstract class $n implements Iface { $m }', 'using $n = $e\n$s', 'await using $n = $e\n$s', 'let $n!: $t\n$s', '@$n($e)\nclass $n<T> { $m }', 'declare module "x" { const $n: $t }'],
  c: ['import type { Lock } from "x"\n$s\n$s', 'import $n = require("node:worker_threads")\n$s', 'export = $n', 'export type { Lock } from "x"\n$s', 'export abstract class Owner<T extends $t> { $m }'],
}

/** Programs as plain JavaScript, or with the syntax of TypeScript too. */
export function programs(language: 'js' | 'ts'): fc.Arbitrary<string> {
  const { c } = fc.letrec<Record<Kind, string>>((tie) => {
    const filled = (template: string): fc.Arbitrary<string> => {
      const holes = [...template.matchAll(/\$([a-z])(?![\w{])/gu)].map(([, kind]) => tie(kind as Kind))
      return holes.length === 0 ? fc.constant(template) : fc.tuple(...holes).map((parts) => {
        let i = 0
        return template.replaceAll(/\$[a-z](?![\w{])/gu, () => parts[i++] ?? '')
      })
    }
    const kind = (name: Kind): fc.Arbitrary<string> => {
      const { leaves, branches } = name === 't' ? { leaves: ['string', 'number', 'Worker'], branches: [] } : GRAMMAR[name]
      const more = language === 'ts' ? (TYPED[name] ?? []) : []
      const options = [...branches, ...more].map(filled)
      const leaf = leaves.length === 0 ? [] : [fc.oneof(...leaves.map(filled))]
      return fc.oneof({ maxDepth: 6, depthSize: 'max', depthIdentifier: 'program' }, ...leaf, ...(options.length === 0 ? [] : [{ weight: 3, arbitrary: fc.oneof(...options) }]))
    }
    return Object.fromEntries((['n', 'k', 'e', 'f', 'p', 'm', 's', 'b', 'l', 'y', 'c', 't'] as const).map((name) => [name, kind(name)])) as Record<Kind, fc.Arbitrary<string>>
  })
  return c.map((code) => `${HEAD}${code}\n`)
}

import type { ApiPath } from './schema.ts'

/** A function that runs code at a moment of some lifecycle. */
export interface HookModel {
  /** Paths of the function that takes the code. */
  readonly paths: readonly ApiPath[]
  /**
   * each: before every test, once per mounted component or per run of an effect: what it acquires has to be given back as
   * often. whole: once around all of that. test: one test, or what groups tests.
   */
  readonly runs: 'each' | 'whole' | 'test'
  /** It runs after everything else. */
  readonly isLast?: true
  /** The function that the code returns runs when the effect ends. */
  readonly cleanupReturned?: true
  /** In words for a message: 'this effect', 'this hook'. */
  readonly noun: string
}

const RUNNERS = ['node:test#', 'vitest#', '@jest/globals#', 'mocha#', 'bun:test#', '#']
const inRunners = (names: readonly string[]): ApiPath[] => RUNNERS.flatMap((module) => names.map((name) => module + name))

/** In words for a message: when a component makes one more of what it keeps. */
export const whenMounted = 'a component is mounted'
export const whenRendered = 'a component is rendered'

/** Hooks of test runners and of view libraries. */
export const hooks: readonly HookModel[] = [
  { paths: inRunners(['beforeEach', 'afterEach']), runs: 'each', noun: 'this hook runs' },
  { paths: inRunners(['before', 'beforeAll']), runs: 'whole', noun: 'this hook runs' },
  { paths: inRunners(['after', 'afterAll']), runs: 'whole', isLast: true, noun: 'this hook runs' },
  {
    paths: [
      ...inRunners(['it', 'test', 'specify', 'describe', 'suite', 'context']),
      ...['it', 'test', 'describe'].flatMap((name) => inRunners([`${name}.only`, `${name}.skip`, `${name}.each()`, `${name}.concurrent`])),
      'node:test#default', 'tape#default', 'tap#test', 'tap#default.test', 'ava#default', 'uvu#test', '@playwright/test#test', '#QUnit.test', 'qunit#test',
    ],
    runs: 'test',
    noun: 'this test runs',
  },
  {
    paths: ['react', 'preact/hooks', 'preact/compat'].flatMap((module) => ['useEffect', 'useLayoutEffect', 'useInsertionEffect'].map((name) => `${module}#${name}`)),
    runs: 'each',
    cleanupReturned: true,
    noun: 'this effect runs',
  },
  { paths: ['svelte#onMount'], runs: 'each', cleanupReturned: true, noun: whenMounted },
  { paths: ['vue#onMounted', 'vue#onBeforeMount', 'vue#onActivated', '@vue/composition-api#onMounted', 'solid-js#onMount'], runs: 'each', noun: whenMounted },
  { paths: ['vue#watchEffect', 'vue#watch', 'solid-js#createEffect'], runs: 'each', noun: 'this effect runs' },
]

/** Hooks that run what they take once for each instance of a component, which its code sets up by running itself once. */
export const onceForInstance: ReadonlySet<ApiPath> = new Set([
  ...['vue', '@vue/composition-api'].flatMap((module) => ['onMounted', 'onBeforeMount', 'onUnmounted', 'onBeforeUnmount'].map((name) => `${module}#${name}`)),
  'svelte#onMount', 'svelte#onDestroy', 'solid-js#onMount', 'solid-js#onCleanup',
])

/** Hooks that run what they take when a component is there, and those that run what they take when it goes away, which may be at any time. */
export const mountHooks: ReadonlySet<ApiPath> = new Set([...['vue', '@vue/composition-api'].flatMap((module) => ['onMounted', 'onBeforeMount', 'onActivated'].map((name) => `${module}#${name}`)), 'svelte#onMount', 'solid-js#onMount'])
export const unmountHooks: ReadonlySet<ApiPath> = new Set([
  ...['vue', '@vue/composition-api'].flatMap((module) => ['onUnmounted', 'onBeforeUnmount', 'onDeactivated', 'onScopeDispose'].map((name) => `${module}#${name}`)), 'svelte#onDestroy', 'solid-js#onCleanup',
])

/**
 * Hooks by which a component keeps what it is made with as long as it is mounted, and where the code has that: `useMemo(() => make())`
 * itself, the first element of `useState(() => make())`, the slot of `useRef(make())`.
 */
export const keepers: ReadonlyMap<ApiPath, 'itself' | 'first' | 'slot'> = new Map(['react', 'preact/hooks', 'preact/compat'].flatMap((module) => ['', 'default.'].flatMap((by): [ApiPath, 'itself' | 'first' | 'slot'][] => [
  [`${module}#${by}useMemo`, 'itself'], [`${module}#${by}useState`, 'first'], [`${module}#${by}useRef`, 'slot'],
])))

/** Components by their names, and elements of the page by theirs, which begin with a small letter. */
export const componentNames = /^[A-Z]/u

/** Components by their names that are mounted once for a page. */
export const wholePages = /^(?:App|Root|Main|\w*(?:App|Provider|RootLayout))$/u

/** What the options of a component, and no others, have: what is run when one is mounted. */
export const mountSections: ReadonlySet<string> = new Set(['beforeCreate', 'created', 'beforeMount', 'mounted', 'activated'])

/** Hooks by their names: what stands behind their callback is what they watch. */
export const hookNames = /^use[A-Z]/u

/** Classes whose instances a framework makes and drops as it needs them. */
export const componentClasses: ReadonlySet<ApiPath> = new Set([
  'react#Component', 'react#PureComponent', 'react#default.Component', 'preact#Component', '#HTMLElement', 'lit#LitElement', '@polymer/polymer#PolymerElement',
])

/** Decorators of such classes. */
export const componentDecorators: ReadonlySet<ApiPath> = new Set(['@angular/core#Component', '@angular/core#Directive'])

/** Methods of a class that end what it has begun, without `#`, `_` and a word behind (`closeAll`, `disposeInternal`). */
const ENDS = [
  'dispose', 'close', 'stop', 'destroy', 'terminate', 'disconnect', 'shutdown', 'shutDown', 'teardown', 'tearDown', 'cleanup', 'cleanUp', 'kill', 'end', 'unmount', 'quit', 'deactivate', 'unload', 'uninstall', 'hangup', 'hangUp',
]
const BEHIND = ['', 'All', 'Async', 'Internal', 'Worker', 'Workers', 'Pool', 'Pools', 'Process', 'Processes', 'Child', 'Children', 'Thread', 'Threads', 'Server', 'Service', 'Everything']

/** Those after which an object is used no more, not even begun again. */
export const endingForGood: ReadonlySet<string> = new Set(['destroy', 'dispose', 'terminate'])

/** Methods that a framework calls at the end of an instance. */
const CALLED = ['componentWillUnmount', 'disconnectedCallback', 'ngOnDestroy', 'onModuleDestroy', 'onApplicationShutdown', 'beforeApplicationShutdown', 'beforeDestroy', 'beforeUnmount', 'unmounted', 'destroyed']

const ending: ReadonlySet<string> = new Set([...ENDS.flatMap((name) => BEHIND.map((behind) => name + behind)), ...CALLED])

/** Whether a method by this name may only rest what another one goes on with: `stop` beside `start`. */
export function isResting(name: string): boolean {
  return name.replace(/^[#_]+|_+$/gu, '') === 'stop'
}

/** Whether a method by this name goes on with what has been stopped, or begins it. */
export function isResuming(name: string): boolean {
  return /^[#_]*(?:start|run|play|resume|go)$/u.test(name)
}

/** Whether a method or function by this name ends what its class or module has begun. */
export function isEnding(name: string): boolean {
  return ending.has(name.replace(/^[#_]+|_+$/gu, ''))
}

/** Whether a function by this name ends a part of what its object has begun: `cleanupConnections`, `teardownAudio`. */
export function endsAPart(name: string): boolean {
  return /^[#_]*(?:clean_?up|tear_?down|dispose|destroy|shut_?down)/iu.test(name)
}

const STARTS = /^(?:start|init|open|connect|setup|setUp|launch|boot|bootstrap|spawn|create|activate|enable|mount|attach|begin|listen|ready|ensure|constructor)/u

/** Whether a function by this name runs when the program ends: `handleExit`, `beforeQuit`. */
export function isEndOfProgram(name: string): boolean {
  return /^[#_]*(?:handle|on|before|will|do|perform)?_?(?:exit|Exit|quit|Quit|shut_?down|Shut_?[dD]own)(?:App|Application|Program|Process)?$/u.test(name)
}

/** Whether a method or function by this name begins what lives on until it is ended: it is called once for that. */
export function isStarting(name: string): boolean {
  return STARTS.test(name.replace(/^[#_]+/u, ''))
}

const STARTS_UP = /^(?:main$|start|restart(?:App|Application|Program|Process|Server|Service)?$|(?:re)?init|setup|setUp|boot|launch|activate|configure|prepare|register$|apply$|plugin$)/u

/** What a framework calls of a part once it has been made, and what changes a database before it is used. */
const AT_START = /^(?:ngOnInit|ngAfter(?:View|Content)Init|component(?:Did|Will)Mount|firstUpdated|mounted|created|beforeMount|on(?:Server|App|Application|Module)?(?:Start(?:ed)?|Init|Ready|Boot|Bootstrap)|(?:run|apply|perform|execute)Migrations?|migrate(?:Database|Schema|Up|Down|Latest|(?:Old|Legacy)?(?:Config|Settings|Preferences)(?:Files?)?)?)$/u

/** What bundlers call of a plugin: nobody else waits while they build. */
const OF_BUILDS = /^(?:build(?:Start|End)|generateBundle|writeBundle|closeBundle|configResolved)$/u

/** Whether a function by this name sets a program or a part of it up, before anybody waits for it, or is a step of a build. */
export function isStartUp(name: string): boolean {
  const plain = name.replace(/^[#_]+/u, '')
  return STARTS_UP.test(plain) || AT_START.test(plain) || OF_BUILDS.test(name)
}

/** What a function is given of somebody who waits for it: `register(email, password)` is no start, whatever its name. */
export const personal = /^(?:(?:new|plain|raw|current)?_?pass(?:word|wd|phrase)?|e_?mail|user_?name|credentials)$/iu

const STARTS_UP_IN = /\/(?:start-?up|boot|bootstrap)\//u

/** Whether a file lies where a program keeps what sets it up. */
export function isStartUpFile(path: string): boolean {
  return STARTS_UP_IN.test(path)
}

/** Hooks of plugins of Rollup and Vite in which a build ends, and for whose answers it waits. */
export const buildEnds: ReadonlySet<string> = new Set(['buildEnd', 'closeBundle', 'closeWatcher'])

const SETS = /^(?:set|change|select|swap)(?=[A-Z_]|$)/u

/** Whether a method by this name is told what to be from now on, as often as that changes: `setLanguage(language)`. */
export function isSetting(name: string): boolean {
  return SETS.test(name.replace(/^[#_]+/u, ''))
}

const TELLS = /^(?:(?:update|choose|pick|switch|goTo|jumpTo|moveTo|navigateTo|sortBy|filterBy|searchFor)(?=[A-Z_]|$)|(?:on|handle)[A-Z]\w*(?:Change|Changed|Select|Selected|Search|Input)$|[a-z]\w*(?:Changed|Selected)$)/u

/** Whether a method by this name is told what is wanted from now on: `updateFilter(filter)`, `onPageChange(page)`. */
export function isTelling(name: string): boolean {
  return isSetting(name) || TELLS.test(name.replace(/^[#_]+/u, ''))
}

/** Events, and the names of what takes listeners of them, that tell of a change, as often as there is one. */
export const changeEvents = /^(?:change|changed|config-?changed|reload|SIGHUP|onDidChange[A-Z]\w*|onChange|onChanged|\w+:changed?)$/u

const REPEATS = /^(?:re(?:start|set|load|spawn|create|build|new|open|init)|switch|replace)/u

/** Whether a method or function by this name makes anew what was there before. */
export function isRepeating(name: string): boolean {
  return REPEATS.test(name.replace(/^[#_]+/u, ''))
}

/** Whether a method or function by this name gives up what is under way. */
export function isRenewing(name: string): boolean {
  return /^(?:cancel|abort|clear|flush|interrupt|force)/u.test(name.replace(/^[#_]+/u, ''))
}

/** What says of a function, by its name or in a comment, that only tests call it. */
export const forTestsByName = /(?:For|In)Tests?(?:ing)?$/u
export const forTestsBySaying = /\b(?:for|in|by) (?:the )?(?:unit[- ])?test(?:s|ing| isolation| purposes)\b|\btests? only\b|\bvisible ?for ?testing\b/iu

/** Whether a function by this name is a hook of a view library: it runs again for each rendering. */
export function isHookName(name: string): boolean {
  return /^use[A-Z]/u.test(name)
}

/** Whether a function by this name may be a component. */
export function isViewName(name: string): boolean {
  return /^[A-Z]/u.test(name)
}

/** Symbols under which a class keeps its end for `using`. */
export const disposeSymbols: ReadonlySet<ApiPath> = new Set(['#Symbol.dispose', '#Symbol.asyncDispose'])

/** Calls after which the program is over. */
export const programEnds: ReadonlySet<ApiPath> = new Set(['node:process#exit', 'node:process#abort', 'node:process#reallyExit', '#Deno.exit'])

/** Awaiting these never fails: timers, a wait for a word of shared memory, the next rendering of a page (also by the name that a bundler imports by itself), and dialogs, which tell what was pressed. */
export const neverFails: ReadonlySet<ApiPath> = new Set([
  'node:timers/promises#setTimeout', 'node:timers/promises#setImmediate', 'node:timers/promises#scheduler.wait', 'node:timers/promises#scheduler.yield', '#Promise.resolve', 'delay#default', '#Atomics.waitAsync().value',
  'svelte#tick', 'vue#nextTick', '#nextTick', 'electron#dialog.showMessageBox', 'electron#dialog.showOpenDialog', 'electron#dialog.showSaveDialog',
  'vscode#window.showInformationMessage', 'vscode#window.showWarningMessage', 'vscode#window.showErrorMessage',
])

const hooksByPath = new Map(hooks.flatMap((hook) => hook.paths.map((path) => [path, hook] as const)))

/** What the function at `path` does with the code it takes; undefined when it is no hook. */
export function hookAt(path: ApiPath): HookModel | undefined {
  return hooksByPath.get(path)
}

/** Functions that by their names do nothing but wait for a time: given that alone they have no reason to fail. */
export const pauses = /^(?:sleep|delay|pause)$/u
/** The same, given a number: given anything else they wait for that. */
export const pausesForNumber = /^wait$/u

/** Functions that by their names wait for something to come about: where several may fail, another one is the better example. */
export const waitsOnly = /^(?:wait|until|when)(?:[A-Z_].*)?$/u

/** Words of commands that run until somebody ends them: servers, watchers, and programs that are talked to. */
export const serving = /^(?:serve|server|watch|dev|preview|daemon|lsp|repl|language-server)$|^--(?:port|listen|watch|serve|server|daemon|stdio|lsp)(?:=|$)/u

/** Programs that serve, or go on telling, whatever they are told. */
export const servers = /(?:^|[-_/\\.])(?:server|daemon|tunnel)(?:\.exe)?$|(?:^|[/\\])(?:mongod|mysqld|postgres|nginx|caddy|dnsmasq|ngrok|cloudflared|chromedriver|geckodriver|msedgedriver|Xvfb|xvfb|caffeinate|tcpdump|dumpcap)(?:\.exe)?$/u

/** Programs that do so where one of their words says it: tunnels without a command, ends of files that are followed. */
export const servingWith: ReadonlyMap<string, RegExp> = new Map([
  ['ssh', /^-[A-Za-z]*[NDLR]/u],
  ['tail', /^(?:-[A-Za-z]*[fF]|--follow)/u],
  ['journalctl', /^(?:-[A-Za-z]*f|--follow)/u],
  ['adb', /^logcat$/u],
  ['tsc', /^(?:-w|--watch)$/u],
])

import type { JSONSchema, TSESLint } from '@typescript-eslint/utils'

import { nameFile } from './file-name.ts'
import type { SourceCode } from './per-file.ts'
import { readSettings } from './settings.ts'

const PAGES = 'https://github.com/eslint-plugin-concurrency/eslint-plugin-concurrency/blob/main/docs/rules'

/** Under this key a rule also carries its `create` without the guard, for tests and benchmarks: they must see errors. */
const BARE = Symbol.for('eslint-plugin-concurrency.bare')

export type Category = 'Shared state' | 'Messages' | 'Locks' | 'The event loop' | 'Workers' | 'Coordination'

export interface RuleDocs<Options extends readonly unknown[]> {
  /** What the rule does, as "disallow …" or "require …". */
  readonly description: string
  readonly category: Category
  /** In `recommended` and `strict`; otherwise in `strict` only. */
  readonly recommended: boolean
  /** Options that the `strict` preset switches on. */
  readonly strictOptions?: Options
}

export interface RuleSpec<MessageIds extends string, Options extends readonly unknown[]> {
  readonly name: string
  readonly meta: {
    readonly type: 'problem' | 'suggestion'
    readonly docs: RuleDocs<Options>
    readonly fixable?: 'code'
    readonly hasSuggestions?: boolean
    readonly schema: readonly JSONSchema.JSONSchema4[]
    readonly defaultOptions?: Options
    readonly messages: Readonly<Record<MessageIds, string>>
  }
  /** The first, cheap question: whether a file can have the fault at all. Where it says no, the rule listens to nothing. */
  readonly evidence?: (sourceCode: SourceCode) => boolean
  create(context: RuleContext<MessageIds, Options>, options: Options): TSESLint.RuleListener
}

export type RuleContext<MessageIds extends string = string, Options extends readonly unknown[] = readonly unknown[]> = Readonly<
  TSESLint.RuleContext<MessageIds, Options>
>
export type Rule<MessageIds extends string = string, Options extends readonly unknown[] = readonly unknown[]> = TSESLint.RuleModule<
  MessageIds,
  Options,
  RuleDocs<Options> & { readonly url: string }
>

/**
 * Makes a rule from what its file says. Added here: the URL of its page, the language, the report of wrong settings, and
 * the guard: an error inside a rule ends that rule for that file in silence, because a rule that throws would take all
 * other reports on the file with it.
 */
export function createRule<MessageIds extends string, Options extends readonly unknown[] = readonly []>({
  name,
  meta,
  evidence,
  create,
}: RuleSpec<MessageIds, Options>): Rule<MessageIds, Options> {
  const bare = (context: RuleContext<MessageIds, Options>): TSESLint.RuleListener => {
    nameFile(context.sourceCode, context.physicalFilename)
    const problem = readSettings(context.sourceCode, context.settings)
    const listeners = evidence?.(context.sourceCode) === false ? {} : create(context, context.options)
    return problem === undefined ? listeners : reporting(problem, context, listeners)
  }
  const rule = {
    meta: { ...meta, languages: ['js/js'], docs: { ...meta.docs, url: `${PAGES}/${name}.md` } },
    create: guarded(bare),
    [BARE]: bare,
  }
  return rule
}

/** The rule without the guard: errors inside it escape. */
export function unguarded<R extends object>(rule: R): R {
  return { ...rule, create: (rule as Record<symbol, unknown>)[BARE] }
}

function reporting(problem: string, context: RuleContext, listeners: TSESLint.RuleListener): TSESLint.RuleListener {
  const place = { loc: { line: 1, column: 0 }, message: problem }
  return {
    ...listeners,
    Program(node) {
      context.report(place as unknown as TSESLint.ReportDescriptor<string>)
      listeners.Program?.(node)
    },
  }
}

type Listener = (...events: unknown[]) => void

function guarded<Context>(create: (context: Context) => TSESLint.RuleListener): (context: Context) => TSESLint.RuleListener {
  return (context) => {
    let broken = false
    const quiet = <T>(work: () => T): T | undefined => {
      if (broken) return undefined
      try {
        return work()
      } catch {
        broken = true
        return undefined
      }
    }
    const listeners = Object.entries(quiet(() => create(context)) ?? {}) as [string, Listener][]
    return Object.fromEntries(listeners.map(([event, listener]) => [event, (...events: unknown[]) => quiet(() => { listener(...events) })]))
  }
}

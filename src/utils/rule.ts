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
  /** The first, cheap question: whether a file can have the fault at all. Where it says no, nothing else is asked. */
  readonly evidence?: (sourceCode: SourceCode) => boolean
  /** Reports what it finds. It runs once per file, when ESLint has been through the tree. */
  check(context: RuleContext<MessageIds, Options>, options: Options): void
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
  check,
}: RuleSpec<MessageIds, Options>): Rule<MessageIds, Options> {
  const run = (context: RuleContext<MessageIds, Options>): void => {
    const { sourceCode } = context
    nameFile(sourceCode, context.physicalFilename)
    const problem = readSettings(sourceCode, context.settings)
    if (problem !== undefined) reportProblem(context, problem)
    if (evidence?.(sourceCode) !== false) check(context, context.options)
  }
  const rule = {
    meta: { ...meta, languages: ['js/js'], docs: { ...meta.docs, url: `${PAGES}/${name}.md` } },
    create: (context: RuleContext<MessageIds, Options>): TSESLint.RuleListener => ({
      'Program:exit'() {
        try {
          run(context)
        } catch {
          // Nothing that a user could do anything about.
        }
      },
    }),
    [BARE]: (context: RuleContext<MessageIds, Options>): TSESLint.RuleListener => ({
      'Program:exit'() {
        run(context)
      },
    }),
  }
  return rule
}

/** The rule without the guard: errors inside it escape. */
export function unguarded<R extends object>(rule: R): R {
  return { ...rule, create: (rule as Record<symbol, unknown>)[BARE] }
}

function reportProblem(context: RuleContext, message: string): void {
  const place = { loc: { line: 1, column: 0 }, message }
  context.report(place as unknown as TSESLint.ReportDescriptor<string>)
}

import type { ESLint, Linter } from 'eslint'

type Message = Linter.LintMessage

/** Whether a message comes from a rule of this plugin. */
export function isOurs({ ruleId }: Message): boolean {
  return ruleId?.startsWith('concurrency/') ?? false
}

/** Whether a message says that the file does not parse. ESLint calls more than that fatal: comments it no longer takes. */
export function isUnparsed({ fatal, message }: Message): boolean {
  return fatal === true && message.startsWith('Parsing error')
}

/** The result with the messages of this plugin alone: what other comments of the project switch on or off is not our matter. */
export function ownMessages(result: ESLint.LintResult): ESLint.LintResult {
  const { source, ...rest } = result
  const messages = result.messages.filter((message) => isOurs(message) || isUnparsed(message))
  return {
    ...rest,
    ...(source === undefined || messages.length === 0 ? {} : { source }),
    messages,
    suppressedMessages: result.suppressedMessages.filter(isOurs),
    ...countsOf(messages),
    usedDeprecatedRules: [],
  }
}

/** The result of a file that could not be linted at all. */
export function failed(filePath: string, message: string): ESLint.LintResult {
  const messages: Message[] = [{ ruleId: null, fatal: true, severity: 2, message, line: 1, column: 1 }]
  return { filePath, messages, suppressedMessages: [], ...countsOf(messages), usedDeprecatedRules: [] }
}

function countsOf(messages: readonly Message[]) {
  const count = (is: (message: Message) => boolean) => messages.filter(is).length
  return {
    errorCount: count(({ severity }) => severity === 2),
    fatalErrorCount: count(({ fatal }) => fatal === true),
    warningCount: count(({ severity }) => severity === 1),
    fixableErrorCount: count(({ severity, fix }) => severity === 2 && fix !== undefined),
    fixableWarningCount: count(({ severity, fix }) => severity === 1 && fix !== undefined),
  }
}

export interface Totals {
  readonly files: number
  readonly errors: number
  readonly warnings: number
  /** Files that could not be read or parsed. */
  readonly unread: number
  /** Reports by rule, most first. */
  readonly byRule: readonly (readonly [rule: string, count: number])[]
}

export function totalsOf(results: readonly ESLint.LintResult[]): Totals {
  const sum = (of: (result: ESLint.LintResult) => number) => results.reduce((total, result) => total + of(result), 0)
  const byRule = new Map<string, number>()
  for (const { ruleId } of results.flatMap(({ messages }) => messages)) {
    if (ruleId === null) continue
    const rule = ruleId.slice(ruleId.indexOf('/') + 1)
    byRule.set(rule, (byRule.get(rule) ?? 0) + 1)
  }
  const unread = results.filter(({ fatalErrorCount }) => fatalErrorCount > 0).length
  return {
    files: results.length - unread,
    errors: sum(({ errorCount, fatalErrorCount }) => errorCount - fatalErrorCount),
    warnings: sum(({ warningCount }) => warningCount),
    unread,
    byRule: [...byRule].sort(([a, m], [b, n]) => n - m || a.localeCompare(b)),
  }
}

/** The line at the end: "Linted 40 files: no-blocking-loop 2, no-unjoined-worker 1." */
export function summaryOf({ files, unread, byRule }: Totals): string {
  const found = byRule.length === 0 ? 'nothing found' : byRule.map(([rule, count]) => `${rule} ${String(count)}`).join(', ')
  const failures = unread === 0 ? '' : ` ${plural(unread, 'file')} could not be read.`
  return `Linted ${plural(files, 'file')}: ${found}.${failures}`
}

export function plural(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`
}

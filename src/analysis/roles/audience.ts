import {
  buildPlugins, developmentAnswers, developmentHooks, developmentNames, developmentValues, environmentNames, oneEventTypes, productionNames, productionValues, serverMakers,
} from '../../knowledge/audiences.ts'
import { answers, exportsByName, lastingNames, loader, programExit, questions } from '../../knowledge/roles.ts'
import { callsNamed, nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, functionAround, type FunctionNode, isCall, isInside, literalText, nameAtEnd, type Node, ownerOf, unwrap, walkOwn, wrapped } from '../../utils/syntax.ts'
import { onlyValue, sourcesOf, type Variable, variableOf } from '../resolve/bindings.ts'
import { denoteType } from '../resolve/annotations.ts'
import { apiOf, pathOf } from '../resolve/denote.ts'
import { evidenceFrom, mentions, rootOf } from '../resolve/evidence.ts'
import { lastName } from '../resolve/path.ts'
import { calledPath } from '../resolve/receiver.ts'
import { nameIn } from '../callbacks/uses.ts'
import { handlerOf } from './handlers.ts'
import { branchAt } from './role.ts'
import { timesOf } from './times.ts'

/**
 * Whether nobody but a developer, or the one who is asked something once, waits for the code at a node: it is a part of a server
 * for development, it runs only in development, its server lives until it has its answer, or the whole program does.
 */
export function isForFew(sourceCode: SourceCode, node: Node): boolean {
  return servesBuild(sourceCode) || asksBundler(sourceCode, node) || isForDevelopment(sourceCode, node) || isForOneEvent(sourceCode, node) || asksOnce(sourceCode, node) || isForAnswer(sourceCode, node)
}

// ---------------------------------------------------------------- development

/** `{ name: 'mocks', configureServer(server) { … } }`, or what a file says that makes such plugins: a bundler loads it. */
const servesBuild = perFile((sourceCode): boolean => {
  if (importsOne(sourceCode, buildPlugins)) return true
  const isNamed = [...developmentHooks].some((name) => sourceCode.text.includes(name))
  return isNamed && nodesOf(sourceCode).functions.some((fn) => isMember(fn) && developmentHooks.has(nameIn(fn) ?? ''))
})

/** `async handle(event: APIGatewayProxyEvent)`: the runtime gives a process one event at a time, and starts others for what comes meanwhile. */
function isForOneEvent(sourceCode: SourceCode, node: Node): boolean {
  if (!mentions(sourceCode, oneEvents)) return false
  for (let fn = functionAround(node); fn; fn = functionAround(fn)) {
    if (fn.params.some((each) => each.type === 'Identifier' && isOneEvent(sourceCode, each.typeAnnotation?.typeAnnotation))) return true
  }
  return false
}

const oneEvents = evidenceFrom(oneEventTypes)

/** `S3Event`, `S3Event | SQSEvent`. */
function isOneEvent(sourceCode: SourceCode, type: Node | undefined): boolean {
  if (type?.type === 'TSUnionType') return type.types.some((each) => isOneEvent(sourceCode, each))
  const path = pathOf(sourceCode, denoteType(sourceCode, type))
  return path !== undefined && oneEventTypes.has(rootOf(path))
}

const ANSWERS: readonly string[] = [...developmentAnswers].map(lastName)

/** `vite.transformIndexHtml(url, readFileSync(page))`: a handler that always asks a bundler's server runs where there is one. */
function asksBundler(sourceCode: SourceCode, node: Node): boolean {
  return callsNamed(sourceCode, ANSWERS).some((call) => {
    const fn = functionAround(call)
    return fn !== undefined && isInside(node, fn) && developmentAnswers.has(calledPath(sourceCode, call) ?? '') && isUnconditional(call, fn)
  })
}

const MAYBE: ReadonlySet<string> = new Set(['IfStatement', 'ConditionalExpression', 'LogicalExpression', 'SwitchCase', 'CatchClause'])

function isUnconditional(node: Node, fn: FunctionNode): boolean {
  for (let at = node.parent; at && at !== fn; at = at.parent) if (MAYBE.has(at.type)) return false
  return true
}

function importsOne(sourceCode: SourceCode, paths: ReadonlySet<string>): boolean {
  return sourceCode.ast.body.some((statement) => statement.type === 'ImportDeclaration'
    && statement.specifiers.some((each) => each.type === 'ImportSpecifier' && each.imported.type === 'Identifier' && paths.has(`${statement.source.value}#${each.imported.name}`)))
}

function isMember(fn: FunctionNode): boolean {
  const holder = wrapped(fn).parent
  return holder?.type === 'Property' || holder?.type === 'MethodDefinition'
}

/** How far conditions are followed into constants and their parts. */
const MOST_PARTS = 6

/** Whether the file names anything that tells developers from users: the first, cheap question. */
const tellsApart = perFile((sourceCode): boolean =>
  [...nodesOf(sourceCode).names].some((name) => environmentNames.has(name) || developmentNames.test(name) || productionNames.test(name)))

function isForDevelopment(sourceCode: SourceCode, node: Node): boolean {
  return tellsApart(sourceCode) && branchAt(node, (test) => developmentTest(sourceCode, test, 0)) === true
}

/** What a condition means where it holds: true, a developer or a test runs the program; false, they do where it does not hold. */
function developmentTest(sourceCode: SourceCode, test: Node, depth: number): boolean | undefined {
  if (depth > MOST_PARTS) return undefined
  const node = unwrap(test)
  switch (node.type) {
    case 'UnaryExpression': {
      const inner = node.operator === '!' ? developmentTest(sourceCode, node.argument, depth + 1) : undefined
      return inner === undefined ? undefined : !inner
    }
    case 'LogicalExpression': {
      const sides = [node.left, node.right].map((side) => developmentTest(sourceCode, side, depth + 1))
      if (node.operator === '&&') return sides.includes(true) ? true : undefined
      return sides.includes(false) ? false : sides.every((side) => side === true) ? true : undefined
    }
    case 'BinaryExpression':
      return comparison(node.operator, isEnvironment(node.left) ? literalText(node.right) : isEnvironment(node.right) ? literalText(node.left) : undefined)
    case 'CallExpression':
      return node.arguments.length === 0 ? byName(node.callee) : undefined
    case 'Identifier': {
      const value = byName(node) === undefined ? onlyValue(sourceCode, node) : undefined
      return value && value !== node ? developmentTest(sourceCode, value, depth + 1) : byName(node)
    }
    default:
      return byName(node)
  }
}

function comparison(operator: string, value: string | undefined): boolean | undefined {
  if (value === undefined || !/^[!=]==?$/u.test(operator)) return undefined
  const isEqual = operator.startsWith('=')
  if (developmentValues.test(value)) return isEqual
  return productionValues.test(value) ? !isEqual : undefined
}

/** `process.env.NODE_ENV`. */
function isEnvironment(node: Node): boolean {
  return environmentNames.has(nameAtEnd(unwrap(node)) ?? '')
}

function byName(node: Node): boolean | undefined {
  const name = nameAtEnd(unwrap(node)) ?? ''
  return developmentNames.test(name) ? true : productionNames.test(name) ? false : undefined
}

// ---------------------------------------------------------------- servers for one answer

/**
 * `const code = await new Promise((resolve) => { server = createServer((req, res) => … resolve(code)) }); server.close()`: the
 * server is there for one who has to do something, and gone when that is done.
 */
function asksOnce(sourceCode: SourceCode, node: Node): boolean {
  const { names } = nodesOf(sourceCode)
  if (!names.has('Promise') || !names.has('close')) return false
  for (let fn = functionAround(node); fn; fn = functionAround(fn)) {
    const made = wrapped(fn).parent
    if (made?.type === 'NewExpression' && apiOf(sourceCode, made.callee) === '#Promise' && isAnswered(sourceCode, fn) && isClosed(sourceCode, fn, made)) return true
  }
  return false
}

/** Whether a handler of requests settles the promise. */
function isAnswered(sourceCode: SourceCode, executor: FunctionNode): boolean {
  const [resolve] = executor.params
  const variable = resolve?.type === 'Identifier' ? variableOf(sourceCode, resolve) : undefined
  return variable?.references.some(({ identifier }) => handlerAround(sourceCode, identifier, executor) !== undefined) ?? false
}

function handlerAround(sourceCode: SourceCode, node: Node, within: Node): FunctionNode | undefined {
  for (let fn = functionAround(node); fn && fn !== within; fn = functionAround(fn)) {
    if (handlerOf(sourceCode, fn)?.kind === 'request') return fn
  }
  return undefined
}

/** Whether the server is closed where the promise has been awaited, or by who answers. */
function isClosed(sourceCode: SourceCode, executor: FunctionNode, promise: Node): boolean {
  const owner = functionAround(promise)
  return callsNamed(sourceCode, ['close']).some((call) => {
    const variable = closed(sourceCode, call)
    const [name] = variable?.identifiers ?? []
    if (!variable || !name || !functionAround(name) || !holdsServer(sourceCode, variable)) return false
    if (isInside(call, executor)) return handlerAround(sourceCode, call, executor) !== undefined
    return owner !== undefined && isInside(call, owner) && call.range[0] > promise.range[1]
  })
}

function closed(sourceCode: SourceCode, { callee }: Call): Variable | undefined {
  const member = unwrap(callee)
  const object = member.type === 'MemberExpression' ? unwrap(member.object) : undefined
  return object?.type === 'Identifier' ? variableOf(sourceCode, object) : undefined
}

function holdsServer(sourceCode: SourceCode, variable: Variable): boolean {
  return (sourcesOf(sourceCode, variable) ?? []).some((source) => {
    const value = source.kind === 'value' && source.steps.length === 0 ? unwrap(source.value) : undefined
    return isCall(value) && serverMakers.includes(calledPath(sourceCode, value) ?? '')
  })
}

// ---------------------------------------------------------------- programs for one question

/** Whether nobody but who has started a script waits for what stands here: the program asks one thing, or it hears the answer of what a script has asked. */
function isForAnswer(sourceCode: SourceCode, node: Node): boolean {
  const questions = questionsOf(sourceCode)
  if (questions.length === 0) return false
  if (endsWithAnswer(sourceCode)) return true
  return isCall(node) && node.callee.type === 'MemberExpression' && isScript(sourceCode) && questions.some((question) => question !== node && isInside(node, question)) && answers.test(calledPath(sourceCode, node) ?? '')
}

/** What the code of a module that exports nothing and starts nothing that lasts asks, or a function that it runs once. */
const questionsOf = perFile((sourceCode): readonly Call[] => {
  const { names } = nodesOf(sourceCode)
  if (!questionNames.some((name) => names.has(name)) || sourceCode.ast.body.some(({ type }) => type.startsWith('Export')) || [...lastingNames, ...exportsByName].some((name) => names.has(name))) return []
  return callsNamed(sourceCode, questionNames).filter((call) => timesOf(sourceCode, ownerOf(call)).runs === 'once' && questions.includes(apiOf(sourceCode, call.callee) ?? ''))
})

const questionNames: readonly string[] = [...new Set(questions.map(lastName))]

/** `get(address, (answer) => { if (answer.statusCode !== 200) process.exit(1); … })`: with an answer the program is done, and without one it ends. */
const endsWithAnswer = perFile((sourceCode): boolean => {
  const exits = callsNamed(sourceCode, [lastName(programExit)])
  return exits.length > 0 && questionsOf(sourceCode).some((question) => exits.some((exit) => isInside(exit, question) && apiOf(sourceCode, exit.callee) === programExit))
})

/** Whether the code of a module begins nothing but what it asks: besides it calls parts of the platform, and loads modules to use them. */
const isScript = perFile((sourceCode): boolean => {
  const asked = questionsOf(sourceCode)
  let begins = sourceCode.ast.body.some((statement) => statement.type === 'ImportDeclaration' && statement.specifiers.length === 0)
  walkOwn(sourceCode, sourceCode.ast, (node) => {
    begins ||= node.type === 'ImportExpression' || (isCall(node) && !isOfScript(sourceCode, node, asked))
    return !begins
  })
  return !begins
})

function isOfScript(sourceCode: SourceCode, call: Call, asked: readonly Call[]): boolean {
  const path = calledPath(sourceCode, call) ?? ''
  if (path === loader) return wrapped(call).parent?.type !== 'ExpressionStatement'
  return path.startsWith('node:') || path.startsWith('#') || asked.some((question) => isInside(question, call))
}

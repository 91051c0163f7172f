// Locks, transactions and limits: they are not waited for, not given back, or taken away.
import { nodesIn } from '../rewriting.mjs'
import { awaits, called, endsInReturn, functionAround, isFunction, of, ownNodes, receiver, textOf, unprotected, without } from './code.mjs'

const GIVES_BACK = /^_?(?:release(?!Lock\b)|unlock)(?:[A-Z]\w*)?$|^endSession$/u
const TAKES = /^(?:acquire|lock|runExclusive|acquireWriteLock|acquireReadLock|writeLock|readLock|withLock|acquireLock)$/u
const TRIES = /^try(?:Acquire|Lock)\w*$/u
const ROLLS_BACK = /^(?:rollback|rollbackTransaction|abortTransaction)$/u
const IN_TRANSACTION = /^\$?transaction$|^(?:withTransaction|runInTransaction)$/u
const REACHES_OUT = /^\{\s*(?:const \w+ = )?await (?:fetch|axios|got|fs|fsp|fsPromises|fs\.promises|(?:this\.)?(?:db|pool|client|redis|prisma|knex|s3|api))\b[^;]*;?\s*\}$/u
const LIMITS = /^(?:p?limit|limiter|throttle|semaphore|run)$/iu

const isGivenBack = ({ body }) => body.some((each) => GIVES_BACK.test(called(each) ?? ''))
const runsAtOnce = (node) => node?.type === 'CallExpression' && /^Promise\.all(?:Settled)?$/u.test(`${node.callee.object?.name}.${node.callee.property?.name}`)

/** Loops over something of this program or its input, each round of which waits, and none leaves. */
function waitingLoops(file, nodes) {
  return nodes.filter((node) => node.type === 'ForOfStatement' && !node.await && node.left.type === 'VariableDeclaration' && awaits(file, node.body) && !/\b(?:break|continue|return|yield)\b/u.test(textOf(file, node.body)))
}

export const locks = {
  'a release out of its finally': {
    rules: ['require-lock-release'],
    places: (file) => of(file, 'TryStatement')
      .filter((node) => node.finalizer && !node.handler && functionAround(node) && !endsInReturn(node.block) && isGivenBack(node.finalizer))
      .map((node) => unprotected(file, node)),
  },

  'a release that a catch leaves out': {
    rules: ['require-lock-release'],
    places: (file) => of(file, 'CatchClause').filter(({ parent }) => !parent.finalizer).flatMap(({ body, parent }) => body.body
      .filter((each) => each.type === 'ExpressionStatement' && GIVES_BACK.test(called(each) ?? '') && textOf(file, parent.block).includes(textOf(file, each).replace(/;$/u, '')) && body.body.at(-1).type === 'ThrowStatement')
      .map((each) => [without(each)])),
  },

  'a transaction that a catch does not roll back': {
    rules: ['require-lock-release'],
    places: (file) => of(file, 'CatchClause').flatMap(({ body, parent }) => body.body
      .filter((each) => each.type === 'ExpressionStatement' && ROLLS_BACK.test(called(each) ?? '') && !ROLLS_BACK.test(textOf(file, parent.finalizer ?? { range: [0, 0] })))
      .map((each) => [without(each)])),
  },

  'a lock that is not awaited': {
    rules: ['no-floating-lock', 'no-ineffective-lock'],
    places: (file) => of(file, 'AwaitExpression')
      .filter(({ argument, parent }) => parent.type === 'ExpressionStatement' && TAKES.test(called(argument) ?? ''))
      .map(({ range, argument }) => [{ range: [range[0], argument.range[0]], text: '' }]),
  },

  'a lock that was tried, and is not looked at': {
    rules: ['no-ignored-try-lock'],
    places: (file) => of(file, 'IfStatement').filter(({ test, alternate }) => !alternate && test.type === 'UnaryExpression' && test.operator === '!' && TRIES.test(called(test.argument) ?? ''))
      .map(({ range, test }) => [{ range, text: `${textOf(file, test.argument)};` }]),
  },

  'a return without await under a lock': {
    rules: ['no-floating-lock', 'require-lock-release'],
    places: (file) => of(file, 'TryStatement').filter(({ finalizer }) => finalizer && isGivenBack(finalizer))
      .flatMap(({ block }) => ownNodes(block).filter((node) => node.type === 'ReturnStatement' && node.argument?.type === 'AwaitExpression'))
      .map(({ argument }) => [{ range: [argument.range[0], argument.argument.range[0]], text: '' }]),
  },

  'a query of a transaction that is not awaited': {
    rules: ['no-floating-lock'],
    places: (file) => of(file, 'CallExpression').filter((node) => IN_TRANSACTION.test(called(node) ?? '')).flatMap((node) => {
      const callback = node.arguments.find((each) => isFunction(each) && each.async && each.params[0]?.type === 'Identifier' && each.body.type === 'BlockStatement')
      const query = callback?.body.body.find((each) => each.type === 'ExpressionStatement' && each.expression.type === 'AwaitExpression' && new RegExp(`\\b${callback.params[0].name}\\b`, 'u').test(textOf(file, each)))
      return query ? [[{ range: [query.range[0], query.expression.argument.range[0]], text: '' }]] : []
    }),
  },

  'a forEach of async work under a lock': {
    rules: ['no-floating-lock'],
    places: (file) => waitingLoops(file, of(file, 'CallExpression').filter((node) => /^(?:runExclusive|withLock|transaction)$/u.test(called(node) ?? '')).flatMap((node) => node.arguments.filter(isFunction).flatMap((each) => nodesIn(each.body, (inner) => !isFunction(inner)))))
      .map(({ range, left, right, body }) => [{ range, text: `${textOf(file, right)}.forEach(async (${textOf(file, left.declarations[0].id)}) => ${textOf(file, body)})` }]),
  },

  'a limit that is taken away': {
    rules: ['no-unbounded-concurrency'],
    places: (file) => of(file, 'CallExpression').filter((node) => {
      const [work] = node.arguments
      const name = called(node) ?? ''
      if (!work || !isFunction(work) || work.params.length > 0 || !(LIMITS.test(name) || (name === 'add' && /queue/iu.test(receiver(file, node))))) return false
      const each = functionAround(node)
      return each && called(each.parent) === 'map' && runsAtOnce(each.parent.parent)
    }).map(({ range, arguments: [work] }) => [{ range, text: `(${textOf(file, work)})()` }]),
  },

  'a loop whose rounds run at once': {
    rules: ['no-unbounded-concurrency'],
    places: (file) => waitingLoops(file, file.nodes)
      .filter((node) => functionAround(node)?.async && (node.right.type === 'Identifier' || node.right.type === 'MemberExpression') && REACHES_OUT.test(textOf(file, node.body)))
      .map(({ range, left, right, body }) => [{ range, text: `await Promise.all(${textOf(file, right)}.map(async (${textOf(file, left.declarations[0].id)}) => ${textOf(file, body)}));` }]),
  },
}

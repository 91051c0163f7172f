// Faults that are put into code which does it right: each takes a parsed file and returns what to change, a list of edits for each place,
// and the rules one of which has to speak then.
import { nodesIn } from '../rewriting.mjs'

const GIVES_BACK = /^_?(?:release(?!Lock\b)|unlock)(?:[A-Z]\w*)?$|^endSession$/u
const TAKES = /^(?:acquire|lock|runExclusive|acquireWriteLock|acquireReadLock|writeLock|readLock|withLock|acquireLock)$/u
const IN_TRANSACTION = /^\$?transaction$|^(?:withTransaction|runInTransaction)$/u

const isFunction = ({ type }) => type === 'FunctionDeclaration' || type === 'FunctionExpression' || type === 'ArrowFunctionExpression'
const of = (file, type) => file.nodes.filter((node) => node.type === type)
const textOf = (file, { range }) => file.text.slice(...range)
const without = ({ range }) => ({ range, text: '' })
const put = (offset, text) => ({ range: [offset, offset], text })
const awaits = (file, node) => /\bawait\b/u.test(textOf(file, node))

function functionAround(node) {
  for (let at = node.parent; at; at = at.parent) if (isFunction(at)) return at
  return undefined
}

/** The name of the function or method that a statement or an expression calls. */
function called(node) {
  const call = { ExpressionStatement: 'expression', AwaitExpression: 'argument', ChainExpression: 'expression' }[node?.type]
  if (call) return called(node[call])
  const callee = node?.type === 'CallExpression' ? node.callee : undefined
  return callee?.type === 'Identifier' ? callee.name : callee?.type === 'MemberExpression' && !callee.computed ? callee.property.name : undefined
}

const isField = (node) => node?.type === 'MemberExpression' && node.object.type === 'ThisExpression' && !node.computed
const endsInReturn = ({ body }) => body.at(-1)?.type === 'ReturnStatement'

/** `try { work } finally { end }` as `work; end`. */
function unprotected(file, { range, block, finalizer }) {
  return [{ range, text: `${textOf(file, block).slice(1, -1)}\n${textOf(file, finalizer).slice(1, -1)}` }]
}

/** The statements that stand behind another in its block. */
function after(statement) {
  const { body } = statement.parent
  return Array.isArray(body) ? body.slice(body.indexOf(statement) + 1) : []
}

export const faults = {
  'a release out of its finally': {
    rules: ['require-lock-release'],
    places: (file) => of(file, 'TryStatement')
      .filter((node) => node.finalizer && !node.handler && functionAround(node) && !endsInReturn(node.block) && node.finalizer.body.some((each) => GIVES_BACK.test(called(each) ?? '')))
      .map((node) => unprotected(file, node)),
  },

  'a lock that is not awaited': {
    rules: ['no-floating-lock', 'no-ineffective-lock'],
    places: (file) => of(file, 'AwaitExpression')
      .filter(({ argument, parent }) => parent.type === 'ExpressionStatement' && TAKES.test(called(argument) ?? ''))
      .map(({ range, argument }) => [{ range: [range[0], argument.range[0]], text: '' }]),
  },

  'a return without await under a lock': {
    rules: ['no-floating-lock', 'require-lock-release'],
    places: (file) => of(file, 'TryStatement').filter(({ finalizer }) => finalizer?.body.some((each) => GIVES_BACK.test(called(each) ?? '')))
      .flatMap(({ block }) => nodesIn(block, (node) => !isFunction(node)).filter((node) => node.type === 'ReturnStatement' && node.argument?.type === 'AwaitExpression'))
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

  'a flag that is raised after the wait': {
    rules: ['no-race-across-await'],
    places: (file) => of(file, 'IfStatement').flatMap((node) => {
      const { test, consequent, alternate } = node
      const leaves = consequent.type === 'ReturnStatement' || (consequent.type === 'BlockStatement' && endsInReturn(consequent))
      if (!isField(test) || alternate || !leaves || !functionAround(node)?.async) return []
      const rest = after(node)
      const raised = rest.findIndex((each) => textOf(file, each).replace(/;$/u, '') === `${textOf(file, test)} = true`)
      const wait = rest.findIndex((each, i) => i > raised && (each.type === 'ExpressionStatement' || each.type === 'VariableDeclaration') && awaits(file, each))
      if (raised < 0 || wait < 0 || rest.slice(0, raised).some((each) => awaits(file, each))) return []
      return [[without(rest[raised]), put(rest[wait].range[1], `\n${textOf(file, rest[raised])}`)]]
    }),
  },

  'a promise that is kept after the wait': {
    rules: ['no-race-across-await'],
    places: (file) => of(file, 'AssignmentExpression').filter((node) => {
      if (node.right.type !== 'CallExpression' || !isField(node.left) || !/romise|ending|oading/u.test(node.left.property.name) || !functionAround(node)?.async) return false
      let around = node.parent
      while (around.type === 'ExpressionStatement' || around.type === 'BlockStatement') around = around.parent
      return node.operator === '??=' || (around.type === 'IfStatement' && around.test.type === 'UnaryExpression' && textOf(file, around.test.argument) === textOf(file, node.left))
    }).map(({ right }) => [put(right.range[0], 'await ')]),
  },

  'an answer that any run of an effect lets in': {
    rules: ['no-race-across-await'],
    places: (file) => of(file, 'CallExpression').filter((node) => called(node) === 'useEffect' && node.arguments[0] && isFunction(node.arguments[0])).flatMap(({ arguments: [effect, watched] }) => {
      const text = textOf(file, effect)
      const flag = /\blet (\w+) = (?:true|false)/u.exec(text)?.[1]
      if (flag === undefined || !watched || watched.elements?.length === 0 || !/\bawait\b|\.then\(/u.test(text)) return []
      const open = text.replace(new RegExp(`let ${flag} = (?:true|false);?|if \\(!?${flag}\\) return;?|return \\(\\) => \\{\\s*${flag} = (?:true|false);?\\s*\\};?`, 'gu'), '').replace(new RegExp(`if \\(!?${flag}\\)`, 'gu'), '')
      return new RegExp(`\\b${flag}\\b`, 'u').test(open) ? [] : [[{ range: effect.range, text: open }]]
    }),
  },

  'a function in a message': {
    rules: ['no-uncloneable-message'],
    places: (file) => of(file, 'CallExpression')
      .filter(({ callee, arguments: [message] }) => callee.type === 'MemberExpression' && callee.property.name === 'postMessage' && message?.type === 'ObjectExpression' && message.properties.length > 0)
      .map(({ arguments: [message] }) => [put(message.properties.at(-1).range[1], ', onDone: () => undefined')]),
  },

  'a forEach of async work under a lock': {
    rules: ['no-floating-lock'],
    places: (file) => of(file, 'CallExpression').filter((node) => /^(?:runExclusive|withLock|transaction)$/u.test(called(node) ?? ''))
      .flatMap((node) => node.arguments.filter(isFunction).flatMap((each) => nodesIn(each.body, (inner) => !isFunction(inner))))
      .filter((node) => node.type === 'ForOfStatement' && !node.await && node.left.type === 'VariableDeclaration' && awaits(file, node.body) && !/\b(?:break|continue|return|yield)\b/u.test(textOf(file, node.body)))
      .map(({ range, left, right, body }) => [{ range, text: `${textOf(file, right)}.forEach(async (${textOf(file, left.declarations[0].id)}) => ${textOf(file, body)})` }]),
  },
}

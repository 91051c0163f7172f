// Threads and processes: how they end and fail, what is sent to them, and what they share.
import { before, called, callOf, functionAround, isFunction, of, ownNodes, put, receiver, textOf, unprotected, waits, without } from './code.mjs'

const THREADS = '(?:new (?:\\w+\\.)?(?:Worker|SharedWorker|Piscina|Tinypool|FixedThreadPool|DynamicThreadPool|StaticPool|DynamicPool)\\b|(?:\\w+\\.)?workerpool\\.pool\\()'
const STARTS = `(?:${THREADS}|(?:\\w+\\.)?(?:fork|spawn|execFile)\\()`
const ENDS = /^(?:terminate|destroy|kill|close)$/u
const LISTENS = /^(?:on|once|addEventListener)$/u
const PLAIN = { add: '+=', sub: '-=', or: '|=', and: '&=', xor: '^=' }

const isStatement = ({ type }) => type === 'ExpressionStatement'
const isAtomic = (call, name) => call?.callee.type === 'MemberExpression' && call.callee.object.name === 'Atomics' && call.callee.property.name === name
const escaped = (text) => text.replace(/[$()*+.?[\\\]^{|}]/gu, '\\$&')

/** Whether a file starts a thread or a process that it keeps under a name. */
const isStarted = (file, name, starts = STARTS) => name !== undefined && new RegExp(`(?:^|[^\\w.])${escaped(name)}(?::[^=\\n]+)? = ${starts}`, 'u').test(file.text)
const countOf = (file, text) => file.text.split(text).length - 1

/** The statements that listen to an event of a thread or process which this file starts, in a function that makes a promise of it. */
function listeners(file, events) {
  return of(file, 'ExpressionStatement').filter((node) => {
    const call = callOf(node)
    const [event] = call?.arguments ?? []
    return call && LISTENS.test(called(node) ?? '') && events.includes(event?.value) && isStarted(file, receiver(file, node)) && executorAround(node) !== undefined
  })
}

/** The function that makes the promise around a node; undefined without one. */
function executorAround(node) {
  for (let at = functionAround(node); at; at = functionAround(at)) if (at.parent.type === 'NewExpression' && at.parent.callee.name === 'Promise') return at
  return undefined
}

/** Whether the promise is resolved outside a statement, too. */
function isSettledElsewhere(file, statement, resolve) {
  const { body } = executorAround(statement)
  return new RegExp(`\\b${resolve}\\b`, 'u').test(file.text.slice(body.range[0], statement.range[0]) + file.text.slice(statement.range[1], body.range[1]))
}

/** `Atomics.store(words, i, v)` and its like as a statement: the call, and the word as one would write it. */
function atomicStatements(file, names) {
  return of(file, 'ExpressionStatement').map((node) => ({ node, call: callOf(node) })).filter(({ node, call }) => call && node.expression === call && names.some((name) => isAtomic(call, name)))
    .map(({ node, call }) => ({ node, call, word: `${textOf(file, call.arguments[0])}[${textOf(file, call.arguments[1])}]` }))
}

/** The list in which a message gives things away. */
function transferred(call) {
  const list = call?.callee.type === 'MemberExpression' && called(call) === 'postMessage' ? call.arguments[1] : undefined
  return list?.type === 'ArrayExpression' ? list.elements.filter(Boolean) : []
}

export const threads = {
  'a thread that nobody ends': {
    rules: ['no-unjoined-worker'],
    places: (file) => of(file, 'ExpressionStatement').filter((node) => ENDS.test(called(node) ?? '') && isStarted(file, receiver(file, node), THREADS) && countOf(file, `${receiver(file, node)}.${called(node)}(`) === 1
      && !new RegExp(`${escaped(receiver(file, node))}\\.(?:${ENDS.source.slice(4, -2)}|unref)\\(`, 'u').test(file.text.slice(0, node.range[0]) + file.text.slice(node.range[1]))).map((node) => [without(node)]),
  },

  'a thread that ends only where all goes well': {
    rules: ['no-unjoined-worker'],
    places: (file) => of(file, 'TryStatement').filter((node) => node.finalizer && !node.handler && functionAround(node) && waits(node.block) && !/\breturn\b/u.test(textOf(file, node.block))
      && node.finalizer.body.some((each) => ENDS.test(called(each) ?? '') && isStarted(file, receiver(file, each)))).map((node) => unprotected(file, node)),
  },

  'a promise of a thread or process without its error': {
    rules: ['require-worker-error-handler'],
    places: (file) => listeners(file, ['error']).map((node) => [without(node)]),
  },

  'a promise of a thread or process without its exit': {
    rules: ['require-worker-error-handler'],
    places: (file) => listeners(file, ['exit', 'close']).filter((node) => {
      const around = textOf(file, functionAround(node))
      const [resolve] = executorAround(node).params
      return !/setTimeout/u.test(around) && resolve && isSettledElsewhere(file, node, resolve.name) && around.split(new RegExp(`${escaped(receiver(file, node))}\\.(?:on|once)\\('(?:exit|close)'`, 'u')).length === 2
    }).map((node) => [without(node)]),
  },

  'a listener that does not reject': {
    rules: ['require-worker-error-handler'],
    // Behind the error of a process that could not be started comes its `close`.
    places: (file) => listeners(file, ['error', 'exit']).filter((node) => !/\.(?:on|once)\('close'/u.test(textOf(file, executorAround(node)))).flatMap((node) => {
      const handler = callOf(node).arguments[1]
      if (!handler) return []
      if (handler.type === 'Identifier' && /^reject/u.test(handler.name)) return [[{ range: handler.range, text: '(reason) => console.error(reason)' }]]
      const rejections = isFunction(handler) ? ownNodes(handler.body).filter((each) => each.type === 'CallExpression' && /^reject/u.test(called(each) ?? '')) : []
      return rejections.length > 0 ? [rejections.map(({ callee }) => ({ range: callee.range, text: 'console.error' }))] : []
    }),
  },

  'a function in a message': {
    rules: ['no-uncloneable-message'],
    places: (file) => of(file, 'CallExpression')
      .filter(({ callee, arguments: [message] }) => callee.type === 'MemberExpression' && callee.property.name === 'postMessage' && message?.type === 'ObjectExpression' && message.properties.length > 0)
      .map(({ arguments: [message] }) => [put(message.properties.at(-1).range[1], ', onDone: () => undefined')]),
  },

  'a buffer that is used after its transfer': {
    rules: ['no-use-after-transfer'],
    places: (file) => of(file, 'ExpressionStatement').flatMap((node) => transferred(callOf(node))
      .filter((item) => /\.buffer$/u.test(textOf(file, item)) || (item.type === 'Identifier' && /buf/iu.test(item.name))).slice(0, 1)
      .map((item) => [put(node.range[1], `\nconsole.log(new Uint8Array(${textOf(file, item)})[0]);`)])),
  },

  'a port or canvas that is not in its list': {
    rules: ['no-invalid-transfer', 'no-uncloneable-message'],
    places: (file) => of(file, 'CallExpression').filter((call) => transferred(call).some((item) => /port[12]?$|offscreen|canvas$/iu.test(textOf(file, item)) && textOf(file, call.arguments[0]).includes(textOf(file, item))))
      .map(({ arguments: [message, list] }) => [{ range: [message.range[1], list.range[1]], text: '' }]),
  },

  'a plain change of a shared word': {
    rules: ['no-unlocked-shared-state'],
    places: (file) => atomicStatements(file, Object.keys(PLAIN)).map(({ node, call, word }) => [{ range: node.expression.range, text: `${word} ${PLAIN[call.callee.property.name]} ${textOf(file, call.arguments[2])}` }]),
  },

  'a plain store of a shared word': {
    rules: ['no-unlocked-shared-state', 'require-wait-loop'],
    places: (file) => atomicStatements(file, ['store']).filter(({ node, call }) => new RegExp(`Atomics\\.(?:load|wait|waitAsync|compareExchange|notify|add|sub|exchange)\\(\\s*${escaped(textOf(file, call.arguments[0]))},\\s*${escaped(textOf(file, call.arguments[1]))}\\b`, 'u').test(file.text.slice(0, node.range[0]) + file.text.slice(node.range[1])))
      .map(({ node, call, word }) => [{ range: node.expression.range, text: `${word} = ${textOf(file, call.arguments[2])}` }]),
  },

  'a wait that is not asked again': {
    rules: ['require-wait-loop'],
    places: (file) => of(file, 'WhileStatement').filter(({ body, test }) => {
      const statements = body.type === 'BlockStatement' ? body.body : [body]
      return statements.length === 1 && isStatement(statements[0]) && isAtomic(callOf(statements[0]), 'wait') && test.type !== 'Literal' && textOf(file, test).includes(textOf(file, callOf(statements[0]).arguments[0]))
    }).map(({ range }) => [{ range: [range[0], range[0] + 'while'.length], text: 'if' }]),
  },

  'a call that wakes before the store': {
    rules: ['require-wait-loop'],
    places: (file) => atomicStatements(file, ['notify']).filter(({ node, word }) => atomicStatements(file, ['store']).some((store) => store.node === before(node) && store.word === word))
      .map(({ node }) => [put(before(node).range[0], `${textOf(file, node)}\n`), without(node)]),
  },
}


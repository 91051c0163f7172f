// The event loop and its streams: calls that block it, loops that never let go of it, writers that nobody slows down.
import { called, functionAround, isFunction, of, textOf } from './code.mjs'

const HANDLES = /^(?:get|post|put|patch|delete|use|all|handle|on|route|addEventListener)$/u
const SERVERS = /^(?:app|router|server|fastify|ipcMain|api|routes?)$/iu
const FILE_CALLS = /^(?:readFile|writeFile|readdir|stat|mkdir|unlink|rm|access|copyFile|rename|appendFile|lstat)$/u
const LOOPS = /^(?:For|While|DoWhile|ForOf|ForIn)Statement$/u

/** The loop around a node in its function. */
function loopAround(node) {
  for (let at = node.parent; at && !isFunction(at); at = at.parent) if (LOOPS.test(at.type)) return at
  return undefined
}

/** Whether a loop waits for nothing but this. */
const waitsForNothingElse = (file, node) => (textOf(file, loopAround(node) ?? node).match(/\bawait\b/gu) ?? []).length === 1

/** Whether a function is what a server runs for a request, or one in it. */
function isHandler(node) {
  for (let at = functionAround(node); at; at = functionAround(at)) {
    const callee = at.parent.type === 'CallExpression' && at.parent.arguments.includes(at) ? at.parent.callee : undefined
    if (callee?.type === 'MemberExpression' && HANDLES.test(callee.property.name ?? '') && SERVERS.test(callee.object.name ?? callee.object.property?.name ?? '')) return true
  }
  return false
}

/** `if (!stream.write(chunk)) await …drain` as its `write`. */
function heeded(file, { test, consequent, alternate }) {
  return !alternate && test.type === 'UnaryExpression' && test.operator === '!' && called(test.argument) === 'write' && /\bawait\b[^]*drain/u.test(textOf(file, consequent))
}

export const loop = {
  'a file call that blocks a handler': {
    rules: ['no-blocking-call'],
    places: (file) => of(file, 'AwaitExpression').filter(({ argument }) => FILE_CALLS.test(called(argument) ?? '') && /^(?:fs|fsp|fsPromises|promises|fs\.promises)\.\w+\(|^\w+\(/u.test(textOf(file, argument)) && /['"](?:node:)?fs(?:\/promises)?['"]/u.test(file.text) && isHandler(argument))
      .map(({ range, argument }) => [{ range, text: `require('node:fs').${called(argument)}Sync${file.text.slice(argument.callee.range[1], argument.range[1])}` }]),
  },

  'a turn of the loop that a microtask takes': {
    rules: ['no-blocking-loop', 'no-busy-wait'],
    places: (file) => of(file, 'AwaitExpression').filter(({ argument, parent }) => parent.type === 'ExpressionStatement' && loopAround(parent) && waitsForNothingElse(file, parent) && /^new Promise(?:<\w+>)?\((?:setImmediate|\(?(\w+)\)? => (?:setImmediate\(\1\)|setTimeout\(\1, 0\)))\)$/u.test(textOf(file, argument)))
      .map(({ argument: { range } }) => [{ range, text: 'Promise.resolve()' }]),
  },

  'a stream that nobody waits for': {
    rules: ['require-backpressure'],
    places: (file) => of(file, 'IfStatement').filter((node) => heeded(file, node) && loopAround(node)).map(({ range, test }) => [{ range, text: `${textOf(file, test.argument)};` }]),
  },
}

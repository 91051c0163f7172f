// Races: what keeps an asynchronous function right while others run is taken away.
import { after, awaits, before, called, endsInReturn, functionAround, isField, isFunction, isShared, leaves, of, ownNodes, put, sharedWrites, textOf, unprotected, waits, without } from './code.mjs'

const ENDED = /(?:dispos|destroy|closed|closing|stopp|ended|abort|cancel|unmount|terminated|shut)/iu
const FLAG = /^(?:true|false)$/u

/** Each `if` that leaves right after a wait, and has something shared written behind it. */
function checksAfterWait(file) {
  return of(file, 'IfStatement').flatMap((check) => {
    const around = functionAround(check)
    if (!around?.async || !leaves(check) || !waits(before(check)) || waits(check)) return []
    const writes = after(check).flatMap((statement) => sharedWrites(file, statement, around))
    return writes.length > 0 ? [{ check, around, writes }] : []
  })
}

const isTicket = ({ type, operator, left, right }, file, around) => type === 'BinaryExpression' && /^!==?$/u.test(operator)
  && [left, right].filter((side) => isShared(file, side, around)).length === 1 && [left, right].every((side) => isField(side) || side.type === 'Identifier')

const trueOf = (node) => (node.type === 'UnaryExpression' ? node.argument : node)

export const races = {
  'a flag that is raised after the wait': {
    rules: ['no-race-across-await'],
    places: (file) => of(file, 'IfStatement').flatMap((node) => {
      const { test, consequent, alternate } = node
      const returns = consequent.type === 'ReturnStatement' || (consequent.type === 'BlockStatement' && endsInReturn(consequent))
      const around = functionAround(node)
      if (!around?.async || alternate || !returns || !isShared(file, test, around)) return []
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
      if (node.right.type !== 'CallExpression' || !/romise|ending|oading|nflight/u.test(textOf(file, node.left))) return false
      const own = functionAround(node)
      if (!own?.async || !isShared(file, node.left, own)) return false
      let around = node.parent
      while (around.type === 'ExpressionStatement' || around.type === 'BlockStatement') around = around.parent
      return node.operator === '??=' || (around.type === 'IfStatement' && around.test.type === 'UnaryExpression' && textOf(file, around.test.argument) === textOf(file, node.left))
    }).map(({ right }) => [put(right.range[0], 'await ')]),
  },

  'a ticket that is not looked at after the wait': {
    rules: ['no-race-across-await'],
    places: (file) => checksAfterWait(file).filter(({ check, around }) => isTicket(check.test, file, around)).map(({ check }) => [without(check)]),
  },

  'a field that is not tested again after the wait': {
    rules: ['no-race-across-await'],
    places: (file) => checksAfterWait(file).filter(({ check, around, writes }) => {
      const tested = textOf(file, check.test)
      const filled = writes.includes(textOf(file, trueOf(check.test))) || writes.includes(tested)
      return filled && isShared(file, trueOf(check.test), around) && ownNodes(around.body).some((node) => node.type === 'IfStatement' && node.range[1] < check.range[0] && leaves(node) && textOf(file, node.test) === tested)
    }).map(({ check }) => [without(check)]),
  },

  'an end that is not looked at after the wait': {
    rules: ['no-race-across-await', 'no-unjoined-worker'],
    places: (file) => checksAfterWait(file).filter(({ check, around }) => isShared(file, check.test, around) && ENDED.test(textOf(file, check.test))).map(({ check }) => [without(check)]),
  },

  'a busy flag that only success lowers': {
    rules: ['require-lock-release'],
    places: (file) => of(file, 'TryStatement').filter((node) => {
      const around = functionAround(node)
      if (!node.finalizer || node.handler || !around || !waits(node.block) || /\breturn\b/u.test(textOf(file, node.block))) return false
      const flag = node.finalizer.body.map(({ expression }) => expression).find((each) => each?.type === 'AssignmentExpression' && FLAG.test(textOf(file, each.right)) && isShared(file, each.left, around))
      const name = flag && textOf(file, flag.left)
      return name !== undefined && ownNodes(around.body).some((each) => each.type === 'IfStatement' && each.range[1] < node.range[0] && leaves(each) && textOf(file, each.test).includes(name))
    }).map((node) => unprotected(file, node)),
  },

  'an answer that any run of an effect lets in': {
    rules: ['no-race-across-await'],
    places: (file) => effects(file).flatMap(({ effect, text }) => {
      const flag = /\blet (\w+) = (?:true|false)/u.exec(text)?.[1]
      if (flag === undefined || !/\bawait\b|\.then\(/u.test(text)) return []
      const open = text.replace(new RegExp(`let ${flag} = (?:true|false);?|if \\(!?${flag}\\) return;?|return \\(\\) => \\{\\s*${flag} = (?:true|false);?\\s*\\};?`, 'gu'), '').replace(new RegExp(`if \\(!?${flag}\\)`, 'gu'), '')
      return new RegExp(`\\b${flag}\\b`, 'u').test(open) ? [] : [[{ range: effect.range, text: open }]]
    }),
  },

  'a request that the next run of an effect does not abort': {
    rules: ['no-race-across-await'],
    places: (file) => effects(file).filter(({ effect, text }) => effect.body.type === 'BlockStatement' && /\bawait\b|\.then\(/u.test(text) && /\bset[A-Z]\w*\(/u.test(text)).flatMap(({ effect }) => {
      const end = effect.body.body.find((each) => each.type === 'ReturnStatement' && each.argument && isFunction(each.argument) && /^\(\) => \{?\s*\w+\.abort\(\);?\s*\}?$/u.test(textOf(file, each.argument)))
      return end ? [[without(end)]] : []
    }),
  },
}

/** The effects of React that run again when something changes. */
function effects(file) {
  return of(file, 'CallExpression').filter((node) => called(node) === 'useEffect' && node.arguments[0] && isFunction(node.arguments[0]) && node.arguments[1] && node.arguments[1].elements?.length !== 0)
    .map(({ arguments: [effect] }) => ({ effect, text: textOf(file, effect) }))
}


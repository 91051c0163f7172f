import { describe, expect, it } from 'vitest'

import { familySeen, valueSeen } from './support.ts'

describe('which lock an expression is', () => {
  it.each([
    ['a variable of the module', 'const lock = make(); SEE(lock)', 'lock'],
    ['another name for it', 'const lock = make(); const same = lock; SEE(same)', 'lock'],
    ['a field of an object', 'const locks = { users: make() }; SEE(locks.users)', 'locks.users'],
    ['taken out by destructuring', 'const locks = { users: make() }; const { users } = locks; SEE(users)', 'locks.users'],
    ['below a parameter', 'function f(from) { SEE(from.lock) }', 'from.lock'],
    ['an import', "import { lock } from './locks'; SEE(lock)", 'lock'],
    ['a getter: what it yields', 'class Store { #lock = make(); get lock() { return this.#lock } f() { SEE(this.lock) } }', 'this.#lock'],
    ['this of a static member: the class', 'class Registry { static lock = make(); static f() { SEE(this.lock) } }', 'Registry.lock'],
    ['this of a method of an object: that object', 'const store = { mutex: make(), f() { SEE(this.mutex) } }', 'store.mutex'],
    ['a conditional of one and the same', 'const lock = make(), same = lock; SEE(x ? lock : same)', 'lock'],
    ['a conditional of two', 'const lock = make(), other = make(); SEE(x ? lock : other)', 'unknown'],
    ['what a call cannot say', 'SEE(lookup(1))', 'unknown'],
    ['a chain of names that is too deep', 'function f(x) { SEE(x.a.b.c.d.e.f) }', 'unknown'],
  ])('%s', (_, source, expected) => {
    expect(valueSeen(source)).toBe(expected)
  })

  it('a field belongs to the class that declares it', () => {
    expect(familySeen('class Shop extends Base { f() { SEE(this.lock) } } class Base { lock = make() }')).toBe('this:Base.lock')
  })

  it('what each call of a function makes is a value of its own', () => {
    const made = 'function make() { const lock = new Mutex(); return lock } const users = make(), orders = make();'
    expect(valueSeen(`${made} SEE(users)`)).toBe('users')
    expect(valueSeen(`${made} SEE(orders)`)).toBe('orders')
  })
})

describe('keys and names', () => {
  it.each([
    ['a literal', "SEE('users')", 'text users'],
    ['a constant', "const KEY = 'users'; SEE(KEY)", 'text users'],
    ['a template', 'function f(id) { SEE(`user:${id}`) }', 'text user:{id}'],
    ['put together', "function f(user) { SEE('user:' + user.id) }", 'text user:{user.id}'],
    ['a constant object', "const KEYS = { users: 'users' }; SEE(KEYS.users)", 'text users'],
    ['an enum', "enum Key { Users = 'users' }; SEE(Key.Users)", 'text users'],
    ['a static field', "class Keys { static readonly users = 'users' }; SEE(Keys.users)", 'text users'],
    ['a function that builds it', 'const key = (id) => `user:${id}`; function f(name) { SEE(key(name)) }', 'text user:{name}'],
    ['a field that always holds the same text', "class Store { readonly name = 'store'; readonly key = `${this.name}:lock`; f() { SEE(this.key) } }", 'text store:lock'],
    ['a field that counts', 'class Store { n = 1; f() { this.n++; SEE(this.n) } }', 'this.n'],
    ['a list', 'function f(x, y) { SEE([x, y]) }', 'list of x, y'],
  ])('%s', (_, source, expected) => {
    expect(valueSeen(source)).toBe(expected)
  })
})

describe('elements of collections', () => {
  const made = `
    const locks = new Map()
    function lockFor(id) {
      let lock = locks.get(id)
      if (!lock) { lock = new Mutex(); locks.set(id, lock) }
      return lock
    }`

  it.each([
    ['by key', 'const locks = new Map(); function f(id) { SEE(locks.get(id)) }', 'locks[id]'],
    ['by index', 'const locks = []; function f(i) { SEE(locks[i]) }', 'locks[i]'],
    ['by a constant', "const locks = new Map(); SEE(locks.get('users'))", 'locks["users"]'],
    ['made when it is missing', 'const locks = {}; function f(id) { SEE(locks[id] ??= new Mutex()) }', 'locks[id]'],
    ['found or made and kept by a function', `${made}; function f(key) { SEE(lockFor(key)) }`, 'locks[key]'],
    ['kept in the same step', 'const locks = new Map(); function f(id) { let m = locks.get(id); if (!m) locks.set(id, (m = new Mutex())); SEE(m) }', 'locks[id]'],
    ['one for each key', `${made}; function f(ids) { SEE(ids.map(lockFor)) }`, 'each locks[id]'],
    ['the rest of a list', 'function f(keys) { const [first, ...rest] = keys; SEE(rest) }', 'each keys[…]'],
    ['the element that a loop has chosen', 'const locks = new Map(); function f(ids) { for (const id of new Set(ids)) SEE(locks.get(id)) }', 'locks[id]'],
    ['two possible elements: one that is not known', 'const locks = new Map(); function f(x, i, j) { SEE(x ? locks.get(i) : locks.get(j)) }', 'locks[…]'],
    ['sorted: in an order that we do not follow', 'function f(ids) { SEE([...ids].sort()) }', 'unknown'],
  ])('%s', (_, source, expected) => {
    expect(valueSeen(source)).toBe(expected)
  })

  it('one family, whatever chooses', () => {
    expect(familySeen('const locks = new Map(); function f(id) { SEE(locks.get(id)) }')).toBe('module:locks[*]')
  })
})

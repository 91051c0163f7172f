import rule from '../../src/rules/no-race-across-await.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Lists that a collection holds, gone through with waits in between.

/** Hooks by the name of an event. */
const hooks = (list: string, loop: string, change = 'list.splice(list.indexOf(hook), 1)', field = 'hooks = new Map()'): string => text`
  export class Hooks {
    ${field}
    spare = new Map()
    remove(name, hook) {
      const list = ${list}
      if (list) ${change}
    }
    async fire(name, event) {
      ${loop}
    }
  }
`
const byKey = 'const list = this.hooks.get(name); if (!list) return; for (const hook of list) await hook(event)'

run(rule, {
  valid: [
    { name: 'a copy is gone through', code: hooks('this.hooks.get(name)', 'const list = this.hooks.get(name); for (const hook of [...list]) await hook(event)') },
    { name: 'another list is put in its place', code: hooks('this.hooks.get(name)', byKey, 'this.hooks.set(name, list.filter((each) => each !== hook))') },
    { name: 'lists of another collection', code: hooks('this.spare.get(name)', byKey) },
    { name: 'the list of another name', code: hooks("this.hooks.get('left')", "const list = this.hooks.get('right'); for (const hook of list) await hook(event)") },
    { name: 'a copy of it, or an empty one', code: hooks('this.hooks.get(name)', 'for (const hook of [...(this.hooks.get(name) ?? [])]) await hook(event)') },
    { name: 'nobody waits', code: hooks('this.hooks.get(name)', 'const list = this.hooks.get(name); for (const hook of list) hook(event)') },
    { name: 'left after the first', code: hooks('this.hooks.get(name)', 'const list = this.hooks.get(name); for (const hook of list) { await hook(event); break }') },
    { name: 'a map, where nothing moves', code: hooks('this.hooks.get(name)', byKey, 'list.delete(hook)') },
  ],
  invalid: [
    { name: 'by its key', code: hooks('this.hooks.get(name)', byKey), errors: [{ messageId: 'iterated', line: 9, column: 78, data: { place: 'list', wait: 'line 9', other: 'line 6' } }] },
    { name: 'as a member', code: hooks('this.hooks[name]', 'const list = this.hooks[name]; for (const hook of list) await hook(event)', undefined, 'hooks = {}'), errors: [{ messageId: 'iterated', line: 9, column: 55, data: { place: 'list', wait: 'line 9', other: 'line 6' } }] },
    { name: 'without a name', code: hooks('this.hooks[name]', 'for (const hook of this.hooks[name]) await hook(event)', undefined, 'hooks = {}'), errors: [{ messageId: 'iterated', line: 9, column: 24, data: { place: 'this.hooks[name]', wait: 'line 9', other: 'line 6' } }] },
    { name: 'with an empty one in its place', code: hooks('this.hooks.get(name)', 'for (const hook of this.hooks.get(name) ?? []) await hook(event)'), errors: [{ messageId: 'iterated', line: 9, column: 24, data: { place: 'this.hooks.get(name)', wait: 'line 9', other: 'line 6' } }] },
  ],
})

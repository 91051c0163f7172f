import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// State that a class inherits, and changes through a method that it inherits too; fields that a helper sets.

const thorough = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'read after the wait',
      code: text`
        export class Cart extends Component {
          async add(id) {
            const item = await this.props.shop.load(id)
            const { items } = this.state
            this.setState({ items: [...items, item] })
          }
          async addHere(id) {
            const item = await this.props.shop.load(id)
            this.setState({ items: [...this.state.items, item] })
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'made of the draft, or of the state that the function is given',
      code: text`
        export class Tokens extends Controller {
          async add(address) {
            const { known } = this.state
            const symbol = await this.symbolOf(address, known)
            this.update((draft) => {
              draft.tokens = [...draft.tokens, { address, symbol }]
            })
            this.setState((state) => ({ count: state.count + 1 }))
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'fields that are assigned to before the wait, and those of an object of this run',
      code: text`
        export class Station {
          isOpen = false
          async open() {
            if (this.isOpen) return
            Object.assign(this, { isOpen: true })
            await this.radio.tune()
          }
        }
        export async function signed(post, user) {
          const letter = { from: user }
          const key = await keyOf(letter.from)
          return Object.assign(letter, { from: key + letter.from })
        }
      `,
      options: thorough,
    },
    {
      name: 'a method of its own, and an object of no such class',
      code: text`
        export class Chart extends View {
          async grow(by) {
            const { size } = this.state
            await this.animate(by)
            this.update({ size: size + by })
          }
          update(change) { this.target.next(change) }
        }
        export class Store {
          async grow(by) {
            const { size } = this.state
            await pause(by)
            this.update({ size: size + by })
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'read and replaced under one lock',
      code: text`
        import { Mutex } from 'async-mutex'
        export class Tokens extends Controller {
          mutex = new Mutex()
          async add(address) {
            const release = await this.mutex.acquire()
            try {
              const { tokens } = this.state
              const symbol = await this.symbolOf(address)
              this.update({ tokens: [...tokens, { address, symbol }] })
            } finally {
              release()
            }
          }
        }
      `,
      options: thorough,
    },
  ],
  invalid: [
    {
      name: 'fields that a helper assigns to',
      ...marked`
        export class Station {
          isOpen = false
          listeners = 0
          async open() {
            if (this.isOpen) return
            await this.radio.tune()
            this.radio.on('data', this.hear)
            Object.assign(this, { isOpen: true })
                                  ~~~~~~~~~~~~ done
          }
          async join(friend) {
            const { listeners } = this
            await friend.greet()
            Objects.assign(this, { listeners: listeners + 1 })
                                   ~~~~~~~~~~~~~~~~~~~~~~~~ lost
          }
        }
      `,
    },
    {
      name: 'a component of React',
      ...marked`
        export class Cart extends Component {
          async add(id) {
            const { items } = this.state
            if (items.some((each) => each.id === id)) return
            const item = await this.props.shop.load(id)
            this.setState({ busy: false, items: [...items, item] })
                                         ~~~~~~~~~~~~~~~~~~~~~~~ lost {"who": ${'"`add`"'}, "place": "this.state.items", "read": "line 3", "wait": "line 5", "other": ""}
          }
        }
      `,
    },
    {
      name: 'two answers that one call shows are one fault',
      filename: 'shelf.jsx',
      ...marked`
        export class Shelf extends Component {
          show(tab) {
            list(tab).then(async (ids) => {
              const books = tab === 'all' ? [] : await load(ids)
              this.setState({ tab, ids, books, isLoading: false })
                                        ~~~~~ overtaken
            }).catch(console.error)
          }
          render() {
            return <ul>{['all', 'new'].map((tab) => <li onClick={() => this.show(tab)}>{tab}</li>)}</ul>
          }
        }
      `,
    },
    {
      name: 'a draft that is given what was read before',
      ...marked`
        export class Tokens extends Controller {
          async add(address) {
            const { tokens } = this.state
            const symbol = await this.symbolOf(address)
            const added = [...tokens, { address, symbol }]
            this.update((draft) => {
              draft.tokens = added
              ~~~~~~~~~~~~ lost {"who": ${'"`add`"'}, "place": "this.state.tokens", "read": "line 3", "wait": "line 4", "other": ""}
            })
          }
        }
      `,
    },
    {
      name: 'read before the lock is had; several fields at once are one fault',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Tokens extends Controller {
          mutex = new Mutex()
          async add(address) {
            const { tokens, total } = this.state
            const release = await this.mutex.acquire()
            try {
              let changes = { tokens: [...tokens, address] }
                              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost
              if (address.counts) changes = { ...changes, total: total + 1 }
              this.update(changes)
            } finally {
              release()
            }
          }
          async addBoth(address) {
            const { tokens, total } = this.state
            const symbol = await this.symbolOf(address)
            this.update({ tokens: [...tokens, symbol], total: total + 1 })
                          ~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost
          }
        }
      `,
    },
  ],
})

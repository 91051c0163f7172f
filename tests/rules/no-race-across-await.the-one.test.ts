import rule from '../../src/rules/no-race-across-await.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A list that is gone through for one of its elements: whether another one is left out does not matter.

const harbour = (condition: string): string => text`
  export class Harbour {
    berths = []
    leave(berth) {
      this.berths.splice(this.berths.indexOf(berth), 1)
    }
    async call(event) {
      for (const berth of this.berths) {
        const place = placeOf(berth.id)
        ${condition} {
          await berth.call(event)
        }
      }
    }
  }
`
const moved = { errors: [{ messageId: 'iterated', line: 7, column: 25 }] } as const

run(rule, {
  valid: [
    { name: 'by its id', code: harbour('if (berth.id === event.id)') },
    { name: 'by what is made of its id', code: harbour('if (place === event.place)') },
  ],
  invalid: [
    { name: 'all of one kind', code: harbour('if (berth.kind === event.kind)'), ...moved },
    { name: 'all that belong to one', code: harbour('if (berth.ownerId === event.id)'), ...moved },
    { name: 'all but one', code: harbour('if (berth.id !== event.id)'), ...moved },
  ],
})

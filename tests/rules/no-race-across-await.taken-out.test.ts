import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is taken out of a store in the turn in which it is read, and put back when something has failed.

run(rule, {
  valid: [
    {
      name: 'taken out before the wait',
      code: text`
        export async function leave() {
          const kept = JSON.parse(window.localStorage.getItem('session'))
          window.localStorage.removeItem('session')
          const answer = await signOut()
          if (!answer.ok) window.localStorage.setItem('session', JSON.stringify({ ...kept, tries: kept.tries + 1 }))
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'taken out behind the wait',
      ...marked`
        export async function leave() {
          const kept = JSON.parse(window.localStorage.getItem('session'))
          const answer = await signOut()
          window.localStorage.removeItem('session')
          if (!answer.ok) window.localStorage.setItem('session', JSON.stringify({ ...kept, tries: kept.tries + 1 }))
                          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost
        }
      `,
    },
    {
      name: 'something else is taken out, or only sometimes',
      ...marked`
        export async function leave(isForGood) {
          const kept = JSON.parse(window.localStorage.getItem('session'))
          window.localStorage.removeItem('draft')
          if (isForGood) window.localStorage.removeItem('session')
          const answer = await signOut()
          if (!answer.ok) window.localStorage.setItem('session', JSON.stringify({ ...kept, tries: kept.tries + 1 }))
                          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost
        }
      `,
    },
    {
      name: 'a store that answers later: a second run may have asked before it is taken out',
      ...marked`
        export async function retry(queue, id) {
          const job = await queue.jobs.get(id)
          await queue.jobs.delete(id)
          const outcome = await attempt(job)
          await queue.jobs.set(id, { ...job, tries: job.tries + 1, outcome })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost
        }
      `,
    },
  ],
})

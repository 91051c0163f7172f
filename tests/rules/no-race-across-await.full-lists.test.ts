import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Lists that rows hold, tested and then added to.
const trip = (body: string): string => text`
  import { Router } from 'express'
  import { Trip } from './models.js'
  export const router = Router()
  router.post('/trips/:id/riders', async (request, response) => {
    const trip = await Trip.findById(request.params.id)
    ${body}
    response.end()
  })
`

run(rule, {
  valid: [
    { name: 'nothing is tested: the store adds each', code: trip('trip.riders.push(request.user.id)\n    await trip.save()') },
    { name: 'another list is tested', code: trip("if (trip.drivers.length === 0) return response.status(409).end()\n    trip.riders.push(request.user.id)\n    await trip.save()") },
    { name: 'whether there is such a list', code: trip('if (!trip?.riders) return response.status(404).end()\n    trip.riders.push(request.user.id)\n    await trip.save()') },
    { name: 'the same, written out', code: trip('if (trip.riders == null) return response.status(404).end()\n    trip.riders.push(request.user.id)\n    await trip.save()') },
    { name: 'what is tested does not refuse', code: trip("if (trip.riders.length === 0) trip.startedAt = new Date()\n    trip.riders.push(request.user.id)\n    await trip.save()") },
    {
      name: 'in one step of the store',
      code: text`
        import { Router } from 'express'
        import { Trip } from './models.js'
        export const router = Router()
        router.post('/trips/:id/riders', async (request, response) => {
          const { modifiedCount } = await Trip.updateOne({ _id: request.params.id, 'riders.3': { $exists: false } }, { $addToSet: { riders: request.user.id } })
          response.status(modifiedCount === 0 ? 409 : 200).end()
        })
      `,
    },
  ],
  invalid: [
    { name: 'a limit', ...marked`
      import { Router } from 'express'
      import { Trip } from './models.js'
      export const router = Router()
      router.post('/trips/:id/riders', async (request, response) => {
        const trip = await Trip.findById(request.params.id)
        if (trip.riders.length >= trip.seats) return response.status(409).end()
        trip.riders.push(request.user.id)
        await trip.save()
              ~~~~~~~~~~~ oversold
        response.end()
      })
    ` },
    { name: 'the same twice', ...marked`
      import { Repository } from 'typeorm'
      export class Trips {
        constructor(private readonly trips: Repository<Trip>) {}
        async join(id: string, rider: string) {
          const trip = await this.trips.findOneBy({ id })
          if (trip.riders.includes(rider)) throw new Error('already there')
          trip.riders.push(rider)
          return this.trips.save(trip)
                 ~~~~~~~~~~~~~~~~~~~~~ oversold
        }
      }
    ` },
  ],
})

// GET /similar: which of the uploaded pictures look alike?
import express from 'express'

type Histogram = readonly number[]

export const app = express()
app.use(express.json())

app.post('/similar', (request, response) => {
  const pictures: Histogram[] = request.body.pictures
  const pairs: [number, number][] = []
  for (let a = 0; a < pictures.length; a++) {
    for (let b = a + 1; b < pictures.length; b++) {
      if (distance(pictures[a], pictures[b]) < 0.1) pairs.push([a, b])
    }
  }
  response.json(pairs)
})

function distance(a: Histogram, b: Histogram): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0)
}

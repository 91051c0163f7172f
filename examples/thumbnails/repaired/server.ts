// Runs the service once for each core.
import cluster from 'node:cluster'
import { availableParallelism } from 'node:os'
import { app } from './download.ts'

if (cluster.isPrimary) {
  cluster.on('exit', (worker, code) => console.log(worker.id, 'ended with', code))
  for (let core = 0; core < availableParallelism(); core++) cluster.fork()
} else {
  app.listen(8080)
}

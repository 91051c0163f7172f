import { MessageChannel } from 'node:worker_threads'

import { Publisher } from '../example.js'

const { port1, port2 } = new MessageChannel()
const publisher = new Publisher(port1)
publisher.publish([1, 2, 3])
publisher.publish([4, 5, 6])
console.log('published')
port2.close()

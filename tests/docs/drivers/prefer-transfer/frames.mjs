// Sends a frame through a real port, and prints how much of it this thread still has.
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads'

import { sendFrame } from '../example.js'

const { port1, port2 } = new MessageChannel()
let sent
sendFrame({
  postMessage(message, list) {
    port1.postMessage(message, list)
    sent = message.pixels
  },
}, 2000, 2000)
const received = receiveMessageOnPort(port2).message.pixels
console.log(`${received.byteLength} bytes there, ${sent.byteLength} bytes here`)
port1.close()

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A connection that a server hands out open is listened to only behind a wait: what comes before that is thrown away.

run(rule, {
  valid: [
    { name: 'somebody listens before the wait', options: [{ thorough: true }], code: text`
      import { WebSocketServer } from 'ws'
      const server = new WebSocketServer({ port: 8090 })
      server.on('connection', async (socket, request) => {
        const early = []
        const keep = (message) => early.push(message)
        socket.on('message', keep)
        const player = await playerOf(request)
        socket.off('message', keep)
        for (const message of early) play(player, message)
        socket.on('message', (message) => play(player, message))
      })
    ` },
    { name: 'the connection is held back, or asked itself, or who is waited for is given it', options: [{ thorough: true }], code: text`
      import { WebSocketServer } from 'ws'
      const server = new WebSocketServer({ port: 8090 })
      server.on('connection', async (socket, request) => {
        socket.pause()
        const player = await playerOf(request)
        socket.on('message', (message) => play(player, message))
        socket.resume()
      })
      const lobby = new WebSocketServer({ port: 8091 })
      lobby.on('connection', async (socket) => {
        const player = await greet(socket)
        socket.on('message', (message) => play(player, message))
      })
    ` },
    { name: 'what comes of a plain socket is kept, an end is told by other things, and nobody says what hands this out', options: [{ thorough: true }], code: text`
      import net from 'node:net'
      import { Server } from 'socket.io'
      net.createServer().on('connection', async (socket) => {
        const player = await playerOf(socket.remoteAddress)
        socket.on('data', (piece) => play(player, piece))
      })
      new Server(8092).on('connection', async (socket) => {
        socket.on('move', (move) => enqueue(socket.id, move))
        const player = await playerOf(socket.handshake)
        socket.on('disconnect', () => leave(player))
      })
      export async function serve(socket) {
        const player = await playerOf(socket.id)
        socket.on('message', (message) => play(player, message))
      }
    ` },
    { name: 'the server speaks first: the other side waits for that', options: [{ thorough: true }], code: text`
      import { WebSocketServer } from 'ws'
      new WebSocketServer({ port: 8090 }).on('connection', async (socket, request) => {
        const board = await boardOf(request.url)
        socket.send(JSON.stringify(board))
        socket.on('message', (message) => draw(board, message))
      })
    ` },
    { name: 'a server may speak first: nothing proves that the other side does not wait for that', code: text`
      import { WebSocketServer } from 'ws'
      new WebSocketServer({ port: 8090 }).on('connection', async (socket, request) => {
        const player = await playerOf(request)
        socket.on('message', (message) => play(player, message))
      })
    ` },
  ],
  invalid: [
    {
      name: 'messages of a socket, and events of a client',
      options: [{ thorough: true }],
      ...marked`
        import { Server } from 'socket.io'
        import { WebSocketServer } from 'ws'
        const server = new WebSocketServer({ port: 8090 })
        server.on('connection', async (socket, request) => {
          const player = await playerOf(request)
          if (!player) return socket.close()
          socket.on('message', (message) => play(player, message))
          ~~~~~~~~~ unreceived {"who": "This callback", "place": "socket", "read": "line 4", "wait": "line 5", "other": ""}
          socket.on('close', () => leave(player))
        })
        new Server(8092).on('connection', async (client) => {
          const player = await playerOf(client.handshake)
          client.on('move', (move) => play(player, move))
          ~~~~~~~~~ unreceived {"who": "This callback", "place": "client", "read": "line 10", "wait": "line 11", "other": ""}
          client.on('disconnect', () => leave(player))
        })
      `,
    },
    {
      name: 'a function is handed the connection, and what it needs is waited for first',
      options: [{ thorough: true }],
      ...marked`
        import { WebSocketServer, type WebSocket } from 'ws'
        export class Board {
          readonly #server = new WebSocketServer({ port: 8090 })
          constructor() {
            this.#server.on('connection', this.#connect)
          }
          #connect = async (socket: WebSocket, request: Request) => {
            if (request.url === '/board') draw(socket, await this.rules())
                                          ~~~~ unreceived {"who": "\u0060connect\u0060", "place": "socket", "read": "line 7", "wait": "line 8", "other": ""}
            else socket.close()
          }
        }
        function draw(socket: WebSocket, rules: Rules) {
          socket.on('message', (message) => apply(rules, message))
        }
      `,
    },
  ],
})

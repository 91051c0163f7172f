import type { ApiPath } from '../schema.ts'

/** Methods that run the listeners of an event, by the position of its name. */
export const emits: ReadonlyMap<ApiPath, number> = new Map([
  ['node:events#EventEmitter().emit', 0],
  ['node:events#default().emit', 0],
  ['node:events#EventEmitterAsyncResource().emit', 0],
  ['eventemitter3#default().emit', 0],
  ['eventemitter3#EventEmitter().emit', 0],
  ['eventemitter2#EventEmitter2().emit', 0],
  ['eventemitter2#EventEmitter2().emitAsync', 0],
  ['emittery#default().emit', 0],
  ['emittery#default().emitSerial', 0],
  ['mitt#default().emit', 0],
  ['nanoevents#createNanoEvents().emit', 0],
  ['strict-event-emitter#Emitter().emit', 0],
  ['#EventTarget().dispatchEvent', 0],
])

/** Waits for one event: the positions of emitter and name, or methods that take the name and a listener. */
export const onceWaits = { path: 'node:events#once', emitter: 0, event: 1, methods: ['once', 'on', 'addListener', 'addEventListener'] } as const

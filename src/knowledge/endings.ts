/** Methods that end what they are called on, whatever it is, each with a twin that answers with a promise, `closeAsync`: a second one of it has to be ended too. */
export const endings: ReadonlySet<string> = new Set([
  'close', 'end', 'stop', 'destroy', 'dispose', 'terminate', 'disconnect', 'quit', 'kill', 'shutdown', 'abort', 'release', 'unsubscribe', 'cancel', 'unref', 'off', 'removeListener', 'removeAllListeners', 'drain', 'closeAll', 'cleanup', 'unlisten', 'teardown', 'deactivate', 'hangup',
].flatMap((name) => [name, `${name}Async`]))

/** The same, where nothing is given to them: `list.remove(item)` ends nothing, `marker.remove()` does. */
export const bareEndings: ReadonlySet<string> = new Set(['remove', 'detach', 'unmount', 'free'])

/** Methods that break off what is being waited for. */
export const breakings: ReadonlySet<string> = new Set(['abort', 'cancel', 'unsubscribe'])

/** Functions of every platform that end what their first argument names. */
export const endingCalls: ReadonlySet<string> = new Set(['clearInterval', 'clearTimeout', 'cancelAnimationFrame'])

/** Methods of something else that end what their first argument names. */
export const endingsByArgument: ReadonlySet<string> = new Set(['revokeObjectURL', 'removeChild', 'removeLayer', 'removeSource', 'clearWatch'])

/** Of all these, those of what is over by itself as well: a timer that fires once, a request. */
export const earlyEndings: ReadonlySet<string> = new Set(['clearTimeout', 'cancelAnimationFrame', 'abort', 'cancel', 'unref'])

/** Methods after which something goes on running, or somebody is told again and again, until it is taken back. */
export const beginnings: ReadonlySet<string> = new Set(['on', 'addListener', 'addEventListener', 'subscribe', 'listen', 'setInterval', 'observe', 'watch', 'consume', 'start'])

/** Methods that begin anew what has been stopped: `sound.stop(); sound.play()`. */
export const beginningsAnew: ReadonlySet<string> = new Set(['play', 'start', 'restart', 'resume'])

/** Methods that answer with all parts of a thing: who ends each of them has ended the thing. */
export const allParts: ReadonlySet<string> = new Set(['getTracks', 'getAudioTracks', 'getVideoTracks'])

/** Functions that begin to listen, and answer with what stops that: `onMessage(room, look)`, `subscribeTo(room, look)`. */
export const listening = /^(?:on[A-Z]|listen|subscribe)\w*$/u

/** Methods that stop listening. */
export const notListening: ReadonlySet<string> = new Set(['off', 'removeListener', 'removeEventListener', 'unlisten'])
/** The same, and what takes all of them away. */
export const silencing: ReadonlySet<string> = new Set([...notListening, 'removeAllListeners'])

/** Methods after which an object is not begun again, by name. */
export const lastEnds = /^(?:dispose|destroy|shut_?down|terminate|unmount|deactivate|onDestroy|ngOnDestroy|componentWillUnmount|disconnectedCallback|beforeDestroy|onModuleDestroy)/iu

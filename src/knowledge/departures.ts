/** Events by which one hears that somebody has gone: a socket, a client, a stream. */
export const goneEvents: ReadonlySet<string> = new Set(['disconnect', 'disconnecting', 'disconnected', 'close', 'end', 'exit'])

/** Methods that register a listener. */
export const registering: ReadonlySet<string> = new Set(['on', 'once', 'addListener', 'addEventListener'])

/** Names of methods that give up what is under way, whoever has begun it. */
export const givingUp = /^[#_]*(?:cancel|abort|interrupt|stop|kill)(?![a-z])/u

/** Names of methods that end something which others may be about to begin. */
export const leaving = /^[#_]*(?:un(?:watch|subscribe|sub|follow|track|observe|load|mount|register|lock|pin)|close|remove|leave|detach|disconnect|dispose|release|drop|end|destroy|teardown)(?![a-z])/u

/** What is asked: the value, the number of what is there, whether one thing is, what stands in order, or all of a set. */
export type CommandQuestion = 'value' | 'size' | 'member' | 'elements' | 'members'

/**
 * Commands of stores of keys (Redis and its kin): what they ask of what is kept under their first argument. In small letters:
 * clients write `sismember` or `sIsMember`. Their names are theirs alone, or speak together with a second command of the same key.
 */
export const commandAsks: ReadonlyMap<string, CommandQuestion> = new Map<string, CommandQuestion>([
  ['get', 'value'], ['exists', 'value'],
  ...['llen', 'scard', 'zcard', 'hlen', 'xlen', 'zcount'].map((name): [string, 'size'] => [name, 'size']),
  ...['sismember', 'hexists', 'zscore', 'hget'].map((name): [string, 'member'] => [name, 'member']),
  ...['lrange', 'lindex', 'zrange', 'zrangebyscore', 'zrevrange'].map((name): [string, 'elements'] => [name, 'elements']),
  ...['smembers', 'srandmember', 'hgetall'].map((name): [string, 'members'] => [name, 'members']),
])

/** What they do: move a number, add something, take out all or what stands at a place, take out what is named. */
export type CommandDeed = 'step' | 'add' | 'take' | 'remove'

/** The commands that do so. */
export const commandChanges: ReadonlyMap<string, CommandDeed> = new Map<string, CommandDeed>([
  ...['incr', 'incrby', 'incrbyfloat', 'decr', 'decrby'].map((name): [string, 'step'] => [name, 'step']),
  ...['sadd', 'zadd', 'lpush', 'rpush', 'hset'].map((name): [string, 'add'] => [name, 'add']),
  ...['ltrim', 'lpop', 'rpop', 'zremrangebyscore', 'zremrangebyrank', 'del', 'unlink'].map((name): [string, 'take'] => [name, 'take']),
  ...['lrem', 'zrem', 'srem', 'hdel'].map((name): [string, 'remove'] => [name, 'remove']),
])

/** Of these, the commands that delete a key. In small letters. */
export const keyDeletions: ReadonlySet<string> = new Set(['del', 'unlink'])

/** Commands that run a script on the store, which may take a key away only where it is one's own. */
export const scripts: ReadonlySet<string> = new Set(['eval', 'evalsha', 'evalSha'])

/** Commands that set a key only where it is not there yet, in any case or where they are told so: `NX`. */
export const onlyIfFree: ReadonlyMap<string, 'always' | 'told'> = new Map([['setnx', 'always'], ['setNX', 'always'], ['set', 'told']])

/** The same in a text: the lock of a store. The whole text of files is searched for it, so what is rare in it comes first. */
export const keyLocks = /[nN][xX]\b(?<=\b(?:[sS][eE][tT])?[nN][xX])/u
/** What says of a key that who has put it there holds something, as a word of its own: `lock:${name}`, `jobLock`, and not `block:9`, `release`, `leaderboard`. */
export const lockKeys = /(?:(?<![A-Za-z])[Ll]|(?<=[a-z])L)(?:ock|ease|eader)(?![a-z])|(?:(?<![A-Za-z])[Mm]|(?<=[a-z])M)utex(?![a-z])|(?<![A-Z])(?:LOCK|LEASE|LEADER|MUTEX)(?![A-Z])/u
/** What says of one such command that its key goes away after a time. */
export const leaseTimes = /\b(?:PX|EX)\b/iu

/** What says in a text that keys go away after a time: an option, or a command. */
export const keyExpiry = /\b(?:EX|PX|EXAT|PXAT|ttl|expiration)\b|\.p?expire(?:at)?\s*\(|\beval(?:sha)?\s*\(/iu

/** Modules whose stores hold values by keys, and refuse none. */
export const keyStores: ReadonlySet<string> = new Set(['redis', '@redis/client', 'ioredis', '@upstash/redis', '@vercel/kv', 'iovalkey', '@valkey/valkey-glide', 'keyv', 'memjs'])

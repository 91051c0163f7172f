/** Names of functions that make a function whose work is done once, whoever calls it and however often. */
export const once = /^(?:p?once|lazy|memo(?:ize|ise)?\w*|pMemoize|singleton\w*|dedupe\w*|deduplicate\w*|singleFlight|inflight|coalesce\w*)$/iu

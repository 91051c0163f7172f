/** Words by which a lock of one's own answers that it has been acquired, and that it has not. */
export const acquired = /^(?:acquired|obtained|granted|locked|owned|success|ok)$/iu
export const refused = /^(?:(?:held|locked|taken|owned)_?by_?\w+|already_?\w+|not_?\w+|busy|taken|denied|refused|rejected|failed|failure|error|unavailable|skipped|timed_?out|timeout|aborted|cancell?ed|expired)$/iu

/** Names of what a lock is given to say for how long it holds at most: it opens by itself then. */
export const holdsFor = /(?:^|_)ttl(?:$|_|[A-Z])|Ttl|TTL|[eE]xpir|^lease/u

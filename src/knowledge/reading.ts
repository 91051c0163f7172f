/**
 * Verbs of functions that only find something out: to do it twice costs time and nothing else, and both runs find the same.
 * Used to stay silent, never to report.
 */
export const reading = /^(?:get|fetch|load|read|find|query|look|lookup|resolve|parse|compute|calc|calculate|hash|render|compile|import|stat|json|text|list|search|select|count|discover|detect|has|is|check|describe|import|require|decode|encode|transform|translate|retrieve|download|then)(?:[A-Z_\d].*)?$/u

/** Names of functions that run what they are given one after the other. Used to stay silent, never to report. */
export const serializing = /lock|mutex|exclusive|serial|sequent|synchroni[sz]ed|semaphore|enqueue|critical|atomic|singleflight|oneAtATime|throttle|queue[\w.]*\.push$/iu

/** Names of methods that wait for a turn. Used to stay silent, never to report. */
export const acquiring = /^#?_?(?:acquire|lock|take|enter|waitForTurn|acquireLock|getLock|obtainLock)(?:[A-Z]\w*)?$/u

/**
 * Verbs of functions that only find something out: to do it twice costs time and nothing else, and both runs find the same.
 * Used to stay silent, never to report.
 */
export const reading = /^(?:get|fetch|prefetch|load|preload|read|find|query|look|lookup|resolve|parse|compute|calc|calculate|hash|render|compile|import|stat|json|text|list|search|select|count|discover|detect|has|is|check|describe|import|require|decode|encode|normali[sz]e|saniti[sz]e|validate|transform|translate|retrieve|download|then)(?:[A-Z_\d].*)?$/u

/**
 * Verbs of functions that look something up or work it out: however often, the answer is the same, and it costs little. What
 * is fetched from elsewhere is not among them.
 */
export const lookingUp = /^(?:get|find|look|lookup|resolve|parse|compute|calc|calculate|hash|derive|digest|import|require|stat|json|text|list|search|select|query|count|discover|detect|has|is|check|test|probe|verify|describe|decode|encode|normali[sz]e|saniti[sz]e|validate)(?:[A-Z_\d].*)?$/u

/** What a program writes down about itself, by the name of it: `console`, `this.logger`. What is told there is used for nothing else. */
export const loggers = /^(?:console|log|logger|logging|debug)$/iu

/** Names of functions that get a new token or session in place of the old one, which may end with that. */
export const passes = /^(?:refresh|login|logIn|signIn|authenticate|reauthenticate)$|(?:refresh|renew|rotate|exchange|request|acquire|issue)\w*(?:Token|Session|Credential|Auth)/u

/** Parts of addresses at which one asks for one. */
export const passPaths = /\/(?:oauth2?|auth|token|refresh|login|sign-?in|session)s?(?:[/?#]|$)/iu

/** Names of what is taken once: who gives it gets another one for it, and it is worth nothing then. */
export const takenOnce = /refresh_?token$|tokens?\.refresh$/iu
/** The same, as a key under which a store keeps it. */
export const keysTakenOnce = /^refresh$|refresh[_-]?token/iu

/** Functions that ask the user: what they are given is only where he begins. */
export const askingUser = /^(?:show(?:InputBox|QuickPick|OpenDialog|SaveDialog|OpenFilePicker|SaveFilePicker|DirectoryPicker)\w*|prompt\w*)$/u

/** Verbs of functions that say what is chosen or set at the moment. */
export const currently = /^(?:get|current|selected|active|latest|read|query)(?:[A-Z_\d].*)?$/u

/** Functions after whose first call all is there, however often they are called: modules and folders. */
export const lasting = /^(?:import|mkdirp?|makeDir|ensureDir|exists|pathExists)$/u

/** Verbs of functions that take the next part of a sequence: who reads one takes turns with nobody. */
export const pulling = /^(?:next|pull)(?:[A-Z_\d].*)?$/u

/** Verbs of functions whose answer belongs to the one call that asked: what has been made, or kept, and not what there is. */
export const changing = /^(?:add|create|save|insert|submit|delete|remove|upload|post|put|patch|register|generate|revoke)(?:[A-Z_\d].*)?$/u

/** More of them, that do something to what is there already. */
export const doing = /^(?:enable|disable|activate|deactivate|regenerate|rotate|renew|import|duplicate|set|reset|update|toggle|send|initiate|pay|refund|redeem|withdraw|publish)(?:[A-Z_\d].*)?$/u

/** What a component is given to be called when something has been entered, after `on`: `onSubmit(form)`, `onCreateLabel(text)`. */
export const enteredBy = /^on(?:Add|Create|Save|Insert|Submit|Delete|Remove|Upload|Register|Publish|Update|Send)(?:[A-Z_\d].*)?$/u

/** Names of classes, and of parts of an answer, that say that something was refused. */
export const refusing = /error|exception|conflict|denied|taken/iu

/** What says which one something is, and stays the same as long as that is there. */
export const identifying = /^_?(?:id|uuid|guid|slug)$|[a-z\d](?:Id|ID|Uuid|UUID)$/u

/** How a statement begins that only asks a database. */
export const selecting = /^\s*select\b/iu
/** Verbs of functions that get what there is under an id. */
export const gettingAgain = /^(?:from|by|of|with|load|reload|fetch|refetch|read|reread)(?:[A-Z_\d].*)?$/u

/** Names by which the age of what is kept is asked for, or how much there may be of it. Used to stay silent, never to report. */
export const evicting = /^(?:now|age|size|length)$|ttl|expir|stale|oldest|max|limit|capacity|most/iu

/** Names of functions that run what they are given one after the other. Used to stay silent, never to report. */
export const serializing = /(?<![bc])lock|mutex|exclusive|serial|sequent|synchroni[sz]ed|semaphore|enqueue|critical|atomic|singleflight|oneAtATime|throttle|queue[\w.]*\.push$/iu

/** What goes through a sequence asks for the next element when it is done with the last: the method, of what this one answers with. */
export const pulledInTurn = { method: 'next', of: 'Symbol.asyncIterator' } as const

/** Names of decorators by which calls at the same time are one. */
export const joining = /^(?:gate|gated|dedupe\w*|coalesce\w*|(?:async_?)?(?:singleton|once|memoi[sz]e\w*)|sharePromise|debounce\w*)$/iu

/** Names of methods that wait for a turn. Used to stay silent, and to tell that something was asked too early. */
export const acquiring = /^#?_?(?:(?:acquire|lock|take|enter|waitForTurn|acquireLock|getLock|obtainLock)(?:[A-Z]\w*)?|(?:wait|waitFor|waitTo)(?:Acquire|Lock)\w*|queue?ing|(?:await|wait(?:For)?My)Turn|waitInLine|lineUp)$/u

/** Names of flags that say that work is begun under them: they may be taken down while that goes on. */
export const beginningFlags = /(?:start|open|connect|init|launch|prepar|boot|setup|load|creat|spawn)/iu

/** Names of functions that come back at once: what looks something up, tells somebody, or ends an answer. */
export const atOnce = /^(?:(?:get|has|is|to|as|map|filter|find|slice|concat|join|emit|dispatch|json|end|status|log|warn|error|info|debug|set)(?=$|[A-Z])|(?:cb|callback|done|next|resolve|reject)$)/u

/** Verbs of calls that do something with each thing that they are given: given the same twice they do it twice. */
export const handingOn = /^[#_]*(?:emit|write|send|push|publish|enqueue|append|deliver|forward|dispatch|handle|process|ingest|notify|on[A-Z])/u

/** Verbs of functions that send something out of the program, or take or give money: done twice, somebody outside sees it twice. */
export const telling = /^(?:(?:charge|refund|invoice|email|mail|publish)(?:[A-Z]\w*)?|pay(?:[A-Z]\w*)?|send(?:Mail|Email|Sms|SMS|Notification|Push|Invit|Invoice|Reminder|Letter|Newsletter|Receipt)\w*)$/u
/** What sends words of any kind, by its name, and how. */
export const messengers = /mail|sms|notif|push|bot$|telegram|slack|discord|whatsapp/iu
export const messageMethods: ReadonlySet<string> = new Set(['send', 'sendMessage', 'notify'])

/** What reads a file, and changes nothing. */
export const readingFiles = /^readFile$/u

/** Verbs of work that may be done twice with the same thing: what is taken away is away then, and what is put away is put away. Used to stay silent, never to report. */
export const repeatable = /^(?:force_?)?(?:remove|delete|uninstall|unregister|release|clear|clean|exhaust|evict|drop|purge|expire|invalidate|unload|before_?unload|leave|flush|save|persist|store|write|sync|set|put|update|provide|all$|allSettled$|race$)|cleanups?$/iu

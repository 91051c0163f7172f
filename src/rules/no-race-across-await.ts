import type { TSESLint } from '@typescript-eslint/utils'

import { races } from '../analysis/races/index.ts'
import type { Fault, FaultKind } from '../analysis/races/faults.ts'
import { letsOthersIn } from '../analysis/resolve/evidence.ts'
import { lineOf } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'

type Options = readonly [{ readonly thorough?: boolean; readonly allow?: readonly string[] }?]

export default createRule<FaultKind | 'update' | 'first', Options>({
  name: 'no-race-across-await',
  meta: {
    type: 'problem',
    docs: {
      description: 'disallow writes of shared state that rest on what was read before others could run',
      category: 'Shared state',
      recommended: true,
      strictOptions: [{ thorough: true }],
    },
    hasSuggestions: true,
    schema: [
      {
        type: 'object',
        properties: {
          thorough: {
            description: 'Report also where nothing proves that a second run comes or that it costs something.',
            type: 'boolean',
          },
          allow: {
            description: 'Places, by the names that messages give them, that are not reported.',
            type: 'array',
            items: { type: 'string' },
            uniqueItems: true,
          },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{}],
    messages: {
      lost: '{{who}} and a second run of it both read `{{place}}` ({{read}}) before the wait on {{wait}}, and each writes what it made of it: one of the two changes is lost. Read `{{place}}` after the wait, or hold a lock around both.',
      overwritten: '{{who}} reads `{{place}}` ({{read}}) before the wait on {{wait}} and puts back what it made of that: what {{other}} puts there meanwhile is lost, because the flag keeps only a second run of this out. Read `{{place}}` after the wait.',
      row: '{{who}} and a second run of it both read the same row of `{{place}}` ({{read}}), and each writes what it made of that: one of the two changes is lost. Let the database make the change in one step (an increment, a condition), or lock the row in a transaction.',
      claimed: '{{who}} and a second run of it both find nothing in `{{place}}` ({{read}}) before one of them has put anything there: both do, and it is there twice, or taken twice. Let the store refuse the second one (a unique index, an upsert, NX), and expect that.',
      granted: '{{who}} and a second run of it both find `{{place}}` free ({{read}}) before the wait on {{wait}}: none of the two is refused, and the second takes it from the first. Take it before the wait, and give it back where the work fails.',
      picked: '{{who}} and a second run of it both find the same rows of `{{place}}` in the state that is asked for ({{read}}), before one of them has changed that: both take them. Put the old state into the condition of the change and look whether that changed a row, or lock the rows while they are read (FOR UPDATE SKIP LOCKED).',
      drawn: '{{who}} reads what is in `{{place}}` ({{read}}) and takes it out by a second call: a second run reads the same before that, and both use it. Take it out as it is read (GETDEL, LPOP, ZPOPMIN, MULTI), or go on only where the removal says that it took something out.',
      disowned: '{{who}} looks whether what is in `{{place}}` is its own ({{read}}) and deletes it by a second call: where that expires in between and somebody else has put his there, his is deleted. Compare and delete in one step (a script, DELIFEQ, MULTI behind WATCH).',
      outlasted: '`{{place}}` goes away by itself after a time ({{read}}), and is deleted here whoever\'s it is by then: where the work ({{wait}}) takes longer, somebody else has taken it, his is deleted, and a third one comes in beside him. Put a token there, and delete it only where it is still the own one, in one step (a script, DELIFEQ).',
      numbered: '{{who}} and a second run of it both count on from the same number in `{{place}}` ({{read}}), before one of them has put its row there: both take the next one, which is there twice, or the store refuses the second. Let the store give the number (a sequence, a counter that it moves on in one step).',
      renumbered: '{{who}} counts `{{place}}` on ({{read}}) and reads it again after the wait on {{wait}}: when a second run has counted on meanwhile, both have the same number, and what belongs to the first goes to the second. Keep the number in a local variable.',
      gone: '{{who}} and a second run of it both find something in `{{place}}` ({{read}}) before the wait on {{wait}}; the one that is done first empties it ({{other}}), and this throws in the other. Take what is there and empty `{{place}}` before the wait.',
      spent: '{{who}} and a second run of it both read the row of `{{place}}` ({{read}}) before one of them has changed what is asked there: none of the two is refused, and both do the work on {{wait}}. Put the old state into the condition of the change and look whether that changed a row, or lock the row in a transaction.',
      chosen: '{{who}} and a second run of it both choose the same element of `{{place}}` ({{read}}), because it is marked only after the wait on {{wait}}: both use it at once. Mark it before the wait, and take that back where the work fails.',
      leased: '{{who}} and a second run of it both choose the same element of `{{place}}` ({{read}}), because it is taken out only after the wait on {{wait}}: both use it. Take it out before the wait, and put it back where the work fails.',
      redeemed: '{{who}} and a second run of it both find `{{place}}` there ({{read}}), because it is taken out only after the wait on {{wait}}: both use it. Take it out before the wait, and put it back where the work fails.',
      relocated: '{{who}} and a second run of it both find the same element of `{{place}}` ({{read}}) before the wait on {{wait}}, after which it is taken out ({{other}}), and each puts it here: it is there twice. Take it out before the wait, and put it back where the work fails.',
      counted: '{{who}} and a second run of it count on to the same key that is free in `{{place}}` ({{read}}), because it is put there only after the wait on {{wait}}: both take it. Put it there before the wait, and take it out again where it is of no use.',
      oversold: '{{who}} and a second run of it both pass the test of what is in `{{place}}` ({{read}}), and each changes it: the limit that is tested does not hold. Put the condition into the change itself, or lock the row in a transaction.',
      reused: '{{who}} and a second run of it both use `{{place}}` ({{read}}) before the wait on {{wait}}, and each replaces it by what came of that: the same old value is used twice, and one result is lost. Keep the promise of the first run and let others await it, or hold a lock around both.',
      advanced: '{{who}} and a second run of it both ask with `{{place}}` ({{read}}) before the wait on {{wait}}, and each moves it on after that: the same answer is added twice, and the next one is never asked for. Move it on before the wait, or keep the promise of the first run.',
      restored: '{{who}} sets `{{place}}` back to what it was on {{read}}, before the wait on {{wait}}: what a second run of it has put there meanwhile is lost. Undo only the change that this run made.',
      published: '{{who}} sets `{{place}}` before the wait on {{wait}} that makes it ready: a second run finds it set ({{read}}), does not wait, and goes on to use on {{other}} what is not there yet. Keep the promise of the preparation, and let every run await it.',
      snapshot: '`{{place}}` ({{read}}) is what it was when this function was made, before the wait on {{wait}}: what has changed it since is lost. Give the setter a function of the present value.',
      leaked: '`{{place}}` is one variable for all requests: while this one waits on {{wait}}, another one puts its own value there, and {{read}} reads that. Keep what belongs to a request in a local variable, or in an AsyncLocalStorage.',
      iterated: '`{{place}}` is gone through with a wait in between ({{wait}}): when elements are taken out meanwhile ({{other}}), the rest moves up and the next one is left out. Go through a copy: `[...{{place}}]`.',
      overtaken: '{{who}} can be run again while it waits on {{wait}}, and answers come in any order: when the older one comes last, it replaces the newer one in `{{place}}`. After the wait, check that no newer run has begun (a counter, an AbortSignal).',
      dropped: '`{{place}}` is emptied after the wait on {{wait}}, together with what is put there meanwhile ({{other}}) and was not there on {{read}}: that is lost. Take what is there and empty `{{place}}` before the wait.',
      resent: '{{who}} goes through `{{place}}` ({{read}}) with the wait on {{wait}} in between, and empties it only after that: a second run meanwhile goes through the same elements, and each is handled twice. Take what is there and empty `{{place}}` before the wait.',
      mixed: '{{who}} empties `{{place}}` ({{read}}) before the wait on {{wait}} and fills it after: a second run empties it too, and then both fill it, so that everything is there twice. Collect in a local list, and put that in place at the end.',
      second: '{{who}} and a second run of it both find `{{place}}` missing ({{read}}) before the wait on {{wait}}: each makes one, the second overwrites the first, and nobody ends the first ({{other}} ends only what is kept). Keep the promise and let the second run await it.',
      twice: '{{who}} and a second run of it both find `{{place}}` missing ({{read}}) before the wait on {{wait}}: each makes one, and the second overwrites the first. Keep the promise and let the second run await it.',
      refilled: '{{who}} finds `{{place}}` missing ({{read}}) and fills it after the wait on {{wait}}: when it is emptied meanwhile ({{other}}), or filled by a second run, what was fetched before is stored all the same. Keep the promise, or check after the wait that nothing has changed.',
      returned: '{{who}} goes on only where `{{place}}` is there ({{read}}), and sets it after the wait on {{wait}}: when it is taken out meanwhile ({{other}}), it is there again, and nobody takes it out any more. Ask after the wait whether it is still there.',
      rewound: '{{who}} and a second run of it both find `{{place}}` missing ({{read}}) before the wait on {{wait}}: the second one sets it back to where it began, after the first one has moved it on ({{other}}), and what comes of it is there twice. Keep the promise and let the second run await it.',
      filled: '{{who}} and a second run of it may both find `{{place}}` missing ({{read}}) before the wait on {{wait}}: the work is done twice, and the second result replaces the first. Keep the promise and let the second run await it.',
      replaced: '{{who}} and a second run of it may both find `{{place}}` missing ({{read}}) before the wait on {{wait}}: the second result replaces the first, and what has been changed in that meanwhile ({{other}}) is lost. Keep the promise and let the second run await it, or look again after the wait.',
      done: '{{who}} and a second run of it both find by `{{place}}` that the work is still to be done ({{read}}), because that it is done is noted only after the wait on {{wait}}: both do it. Note before the wait that it has begun, or keep the promise and let the second run await it.',
      due: '{{who}} and a second run of it both find by `{{place}}` that it is time ({{read}}), because the time is noted only after the wait on {{wait}}: both do the work. Note it in `{{place}}` before the wait, or keep the promise and let the second run await it.',
      appended: '{{who}} and a second run of it both find nothing in `{{place}}` ({{read}}) before the wait on {{wait}}, and each adds its own: it is there twice. Look again after the wait, or keep the promise of the first run.',
      taken: '{{who}} and a second run of it both look at the same element of `{{place}}` ({{read}}) before the wait on {{wait}}, and each removes one: one is handled twice, and another one is lost. Take it out before the wait.',
      emptied: '{{who}} and a second run of it both find something in `{{place}}` ({{read}}) before the wait on {{wait}}, and each takes one: where there was only one, the second gets nothing, and goes on with that. Take it out before the wait, and put it back where the work fails.',
      exceeded: '{{who}} and a second run of it both pass the test of `{{place}}` ({{read}}) before the wait on {{wait}}, and each changes it: the limit that is tested does not hold. Change `{{place}}` before the wait, and take that back where the work fails.',
      outlived: '{{who}} asks on {{read}} whether all has ended, and sets `{{place}}` after the wait on {{wait}}: when that comes meanwhile, what is there then is ended ({{other}}), and what is set here stays open. Ask again after the wait, and end it if so.',
      revived: '{{who}} says on {{read}} that it has begun, and sets `{{place}}` after the wait on {{wait}}: when all is ended meanwhile, what is there then is ended ({{other}}), and what is set here stays open. Ask after the wait whether that still holds, and end it if not.',
      undone: '`{{place}}` is set after the wait on {{wait}} for what was there on {{read}}: when both are taken away meanwhile ({{other}}), it is there again, and belongs to what is gone. Ask after the wait whether that is still there.',
      unasked: '{{who}} sets `{{place}}` after the wait on {{wait}}: when all is ended meanwhile ({{other}}), what is there then is ended, and what is set here stays open. Ask after the wait for what {{read}} raises, and end it if so.',
      belated: '{{who}} raises `{{place}}` after the wait on {{wait}} and rests on {{read}} for that: when all is ended meanwhile ({{other}} lowers it), it is up again after the end. Ask after the wait whether all has ended.',
      rearmed: '{{who}} sets the timer `{{place}}` again after the wait on {{wait}}: when all is ended meanwhile, what is cleared there ({{other}}) is a timer that has fired already, and the rounds go on. Raise a flag there, and ask it after the wait.',
      lowered: '`{{place}}` is asked for on {{read}} and lowered after the wait on {{wait}}: who raises it meanwhile ({{other}}) is forgotten, and what it stands for is not done. Lower it before the wait, and raise it again where the work fails.',
      lingering: '`{{place}}` is ended on {{wait}} and forgotten only when that is over: who asks for it meanwhile ({{other}}) finds one, and gets what is being ended. Forget it before the wait.',
      reopened: '{{who}} ends what `{{place}}` holds ({{read}}) and puts a new one there after the wait on {{wait}}: a second run meanwhile finds nothing more to end, each makes one, and the second overwrites the first, which nobody ends. Ask after the wait whether a newer run has begun, or end what is there right before the new one.',
      swapped: '{{who}} takes what `{{place}}` holds ({{read}}) and puts a new one there after the wait on {{wait}}: a second run meanwhile takes the same, both end that ({{other}}), and the second new one overwrites the first, which nobody ends. Take what is there right before the new one is put there.',
      crowded: '{{who}} waits on {{wait}} for what is in `{{place}}`, once, and then puts its own there: of two that wait for the same, both go on when that is over, and both are at work at once. Ask in a loop until nothing is there, or put the own promise there before the wait for the old one.',
      stayed: '{{who}} puts something into `{{place}}` after the wait on {{wait}}: when that is taken out meanwhile ({{other}}), there is nothing to take out yet, and what is put there stays for good. Ask after the wait whether it is still wanted, or put it there before.',
      unseen: '{{who}} starts a process on {{read}}, and listens for its end only behind the wait on {{wait}}: when it has ended by then, nobody tells that again, and this waits for ever. Listen before that wait, and await the promise of it here.',
      unmet: '{{who}} makes `{{place}}` on {{read}}, and listens for its beginning only behind the wait on {{wait}}: when it has begun by then, nobody tells that again, and this waits for ever. Listen before that wait, and await the promise of it here.',
      unreceived: '{{who}} is given the connection `{{place}}`, and listens to what comes of it only behind the wait on {{wait}}: what the other side sends before that finds nobody and is thrown away. Listen before that wait, and let the listener wait for what is not ready yet.',
      usurped: '{{who}} keeps what it begins in `{{place}}` of the one object that serves all: a second call before the end on {{other}} puts its own there, what the first one still asks goes into that, and nobody ends the first. Hand it to the caller, who keeps it in a variable.',
      entangled: '{{who}} begins a transaction on `{{place}}`, the one connection that all runs share, and waits before it ends on {{other}}: a second run meanwhile begins its own inside of that, which fails, and what others ask of the connection is in the transaction, too. Hold a lock around it, or give each transaction a connection of its own.',
      rejoined: 'This loop goes on by `{{place}}` alone, which {{other}} takes back without waiting for its end: begun again ({{read}}) before the wait on {{wait}} is over, it finds the mark of the new run and goes on beside that. Give each run a mark of its own (an AbortController, a number), or wait for the end of the old one.',
      missed: '{{who}} asks the worker on {{read}}, and listens only behind the wait on {{wait}}: an answer that comes before finds nobody and is thrown away, and the wait for it never ends. Listen before that wait, and await the promise of it here.',
      unheard: '{{who}} sends the request on {{wait}}, and puts who waits for the answer into `{{place}}` only when that is done: an answer that comes before finds nobody ({{other}}), and the wait for it never ends. Put it there before the request is sent, and take it out again where sending fails.',
      strayed: 'The timer on {{wait}} ends what `{{place}}` holds by then, and not what is ended on {{read}}: when a new one has been put there meanwhile ({{other}}), that is ended. Keep the one that is meant in a local variable, and let the timer end that.',
      unwanted: '`{{place}}` is set after the wait on {{wait}}: who ends it meanwhile ({{other}}) finds nothing to end yet, and what is set here stays open. Note before the wait that it is wanted, and end it after the wait where that has been taken back.',
      endedTwice: '{{who}} and a second run of it both find `{{place}}` there ({{read}}), because it is emptied only after the wait on {{wait}}: both end it, and what is put there meanwhile is forgotten. Take what is there and empty `{{place}}` before the wait.',
      disputed: '{{who}} asks on {{read}} whose `{{place}}` is, and takes it away after the wait on {{wait}}: who has put his own there meanwhile ({{other}}) loses that. Ask again after the wait, or take it away before it.',
      forgotten: '{{who}} ends what `{{place}}` holds ({{read}}) and puts a new one there. The run whose one was ended comes here after the wait on {{wait}}, when the new one is there already, and forgets that: nobody ends it any more. Empty `{{place}}` only where it still holds what this run has put there.',
      misheard: '{{who}} ends what `{{place}}` holds ({{read}}) and puts a new one there. That the old one has ended is heard ({{wait}}) when the new one is there already, and that is forgotten here. Empty `{{place}}` only where it still holds the one that is heard of, or take its listener away before.',
      overruled: '`{{place}}` is set after the wait on {{wait}}, whatever has become of what is said on {{read}}: when it is set otherwise meanwhile ({{other}}), that is overruled. Ask after the wait whether `{{place}}` is still what it was.',
      mistaken: '{{who}} puts its own into `{{place}}`, and ends what is there after the wait on {{wait}} ({{read}}): when a second run has put its own there meanwhile, that one is ended twice, and the first goes on for good. Keep it in a local variable.',
      disarmed: 'The timer `{{place}}` is set for what is added ({{read}}) and taken away after the wait on {{wait}}: for what is added meanwhile ({{other}}) none is set then, and it waits until more is added. Take the timer away before the wait.',
      rerun: 'This listener takes itself away only after the wait on {{wait}}: when the next event comes before that, it runs a second time. Take it away before the wait.',
      paged: '{{who}} and a second run of it both ask by `{{place}}` ({{read}}), which is moved on only when the answer has come ({{other}}): both get the same, and both add it to the list. Note in a ref before the wait that a run is under way, and let the second one leave.',
      stepped: 'This loop goes through `{{place}}` by number, and takes out here what stands at the number that it has looked at ({{read}}) before the wait on {{wait}}: when an element before it is taken out meanwhile ({{other}}), that is another one. Look after the wait where the element is, or take it out before.',
      shifted: 'The position in `{{place}}` was looked for on {{read}}, before the wait on {{wait}}: when an element before it is taken out meanwhile ({{other}}), another one stands there, and this changes that one. Look for it after the wait.',
      doubled: '{{who}} and a second run of it both use the number in `{{place}}` ({{read}}), because it is counted on only after the wait on {{wait}}: both use the same, and the next one is left out. Take it and count on in one step before the wait.',
      unmarked: '`{{place}}` is asked on {{read}} whether it has been changed, and told to forget that after the wait on {{wait}}: what is changed meanwhile is forgotten with it, and not put away. Tell it before the wait, and take that back where the work fails.',
      withdrawn: '{{who}} has something in `{{place}}` ({{read}}) before the wait on {{wait}}; other code may have taken it away by then ({{other}}), and this throws. Ask again after the wait whether it is still there.',
      lent: '{{who}} keeps what `{{place}}` was ({{read}}), has its own there during the wait on {{wait}}, and puts the old one back: a second run meanwhile keeps the first one\'s value for the old one, loses its own when the first is over, and leaves that value there for good. Hand the value on as an argument, or keep it in an AsyncLocalStorage.',
      unseated: '{{who}} puts its own promise into `{{place}}` ({{other}}), behind the one that was there ({{read}}), and takes out here what is there after the wait on {{wait}}: when a second run has put its own there meanwhile, that is taken out, and the next one finds nothing, waits for nobody, and runs beside it. Take it out only where it is still the own one.',
      ungiven: '`{{place}}` is kept for who comes while this is under way, and given to them ({{read}}); who comes first is given nothing to wait for, and goes on before it is done. Return it here as well, or await it.',
      unfilled: 'What {{other}} begins for each element waits on {{wait}} before it changes `{{place}}` ({{read}}), and nobody waits for that: what is read here has none of it yet. Await `Promise.all` of what `map` answers, or go through the elements with `for … of`.',
      unclosed: '`{{place}}` is opened here, and who is woken from the wait on {{wait}} goes on without closing it: who comes next finds it open ({{read}}), and both are inside at once. Open it only where nobody waits.',
      uncounted: '`{{place}}` is counted down here, and who is woken from the wait on {{wait}} does not count himself: the test on {{read}} lets one more in than it should. Count down only where nobody waits.',
      displaced: '{{who}} keeps in `{{place}}` who waits for the answer: a second run before that puts its own there, the answer to the first goes to the second, and the first waits for ever. Keep them by the number of the request, or let the second run wait for the first.',
      crossed: '{{who}} takes the next message of `{{place}}` ({{read}}) for the answer to what it sends on {{wait}}: a second run before that answer waits for the same message, and both take it for theirs. Send a number with each request, and let each wait for its own, or let the second run wait for the first.',
      mismatched: '`{{place}}` gives the answer of whichever is done first to who has waited longest: several work side by side ({{wait}}), a short task is done before a long one that was begun earlier, and each answer goes to the wrong one. Keep who waits by the worker, or by a number that the answer brings back.',
      unended: '`{{place}}` is set after the wait on {{wait}}, and ended by the function that is returned ({{other}}): when that is run meanwhile, there is nothing to end yet, and what is set here stays open. Raise a flag there, ask it after the wait, and end it if so.',
      update: 'Give the setter a function',
      first: 'Wait first, then read',
    },
  },
  evidence: letsOthersIn,
  check(context, [{ thorough = false, allow = [] } = {}]) {
    for (const fault of races(context.sourceCode)) {
      if ((fault.proven || thorough) && !allow.includes(fault.place)) context.report(describe(fault))
    }
  },
})

function describe({ kind, node, place, read, wait, entry, other, repair }: Fault): TSESLint.ReportDescriptor<FaultKind | 'update' | 'first'> {
  const data = { who: entry?.who ?? 'This run', place, read: lineOf(read), wait: lineOf(wait), other: other ? lineOf(other) : '' }
  return { node, messageId: kind, data, suggest: repair ? [{ messageId: repair.kind, fix: repair.fix }] : [] }
}

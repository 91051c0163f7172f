import rule from '../../src/rules/no-race-across-await.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Actions that wait, and tell the store what they have made of its state from before.

/** A message that is read, and the number of those that are not. */
const read = (body: string, given = '{ getState, dispatch }', maker = 'createAsyncThunk'): string => text`
  import { createAsyncThunk } from '@reduxjs/toolkit'
  export const markRead = ${maker}('inbox/read', async (id, ${given}) => {
    ${body}
  })
`

const lost = (column: number) => ({ messageId: 'lost' as const, line: 3, column })

run(rule, {
  valid: [
    { name: 'a step that the store makes', code: read("await api.read(id); dispatch(readOne(id))") },
    { name: 'asked for after the wait', code: read('await api.read(id); const { unread } = getState().inbox; dispatch(setUnread(unread - 1))') },
    { name: 'told before the wait', code: read('const { unread } = getState().inbox; dispatch(setUnread(unread - 1)); await api.read(id)') },
    { name: 'what is asked with', code: read('const { page } = getState().inbox; const mails = await api.mails(page + 1); dispatch(mailsFound(mails))') },
    { name: 'what is to be added', code: read('const { level } = getState().inbox; await api.read(id); dispatch(addPoints(level * 10))') },
    { name: 'asked before each run whether it may begin', code: read('const { unread } = getState().inbox; await api.read(id); dispatch(setUnread(unread - 1))').replace(/\}\)$/u, "}, { condition: (_, { getState }) => getState().inbox.idle })") },
    { name: 'the page before that is asked for', code: read('const { page } = getState().inbox; const mails = await api.mails(page - 1); dispatch(mailsFound({ mails, seen: page + 1 }))') },
    { name: 'a part as it is', code: read('const { unread } = getState().inbox; await api.read(id); dispatch(sawUnread(unread))') },
    { name: 'a function of another kind', code: read('const { unread } = getState().inbox; await api.read(id); dispatch(setUnread(unread - 1))', '{ getState, dispatch }', 'makeThunk') },
  ],
  invalid: [
    { name: 'a number', code: read('const { unread } = getState().inbox; await api.read(id); dispatch(setUnread(unread - 1))'), errors: [lost(60)] },
    { name: 'a list, in an object', code: read('const { mails } = getState().inbox; const mail = await api.read(id); dispatch(put({ mails: [...mails, mail] }))'), errors: [lost(72)] },
    { name: 'the page that was asked for', code: read('const { page } = getState().inbox; const mails = await api.mails(page + 1); dispatch(mailsFound({ mails, page: page + 1 }))'), errors: [lost(79)] },
    { name: 'options that say nothing of when it may begin', code: read('const { unread } = getState().inbox; await api.read(id); dispatch(setUnread(unread - 1))').replace(/\}\)$/u, '}, { idGenerator })'), errors: [lost(60)] },
    { name: 'by the object that is given', code: read('const { unread } = api.getState().inbox; await load(id); api.dispatch(setUnread(unread - 1))', 'api'), errors: [lost(60)] },
  ],
})

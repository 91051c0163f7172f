import type { ApiPath } from '../schema.ts'

/** What belongs to the asynchronous call that is running: who finds its own mark there holds the lock already. */
export const contextReads: ReadonlySet<ApiPath> = new Set(['node:async_hooks#AsyncLocalStorage().getStore', 'node:async_hooks#executionAsyncId'])

import type { ApiPath } from './schema.ts'

/** Classes whose constructor is given what begins with each listener, and answers a function that ends it again. */
export const observableClasses: ReadonlySet<ApiPath> = new Set(['rxjs#Observable', 'zen-observable#default', 'zen-observable#', 'zen-observable-ts#Observable', '@apollo/client#Observable', '@apollo/client/utilities#Observable', '@apollo/client/core#Observable'])

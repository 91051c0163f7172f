import type { HeavyModel } from './schema.ts'

/**
 * Calls whose work grows with their input and all of it runs on the calling thread. One of them is no fault; many in a loop over
 * data are what makes the loop long.
 */
export const heavy: readonly HeavyModel[] = [
  { path: '#JSON.parse', input: 0 },
  { path: '#JSON.stringify', input: 0 },
  { path: '#structuredClone', input: 0 },
  { path: 'node:crypto#Hash().update', input: 0 },
  { path: 'node:crypto#Hmac().update', input: 0 },
  { path: 'node:crypto#Cipheriv().update', input: 0 },
  { path: 'node:crypto#Decipheriv().update', input: 0 },
  { path: 'node:crypto#hash', input: 1 },
  { path: 'node:crypto#sign', input: 1 },
  { path: 'node:crypto#verify', input: 1 },
  { path: 'node:v8#serialize', input: 0 },
  { path: 'node:v8#deserialize', input: 0 },
  { path: 'node:buffer#Buffer.concat', input: 0 },
  { path: 'lodash#cloneDeep', input: 0 },
  { path: 'lodash#merge', input: 1 },
  { path: 'lodash#isEqual', input: 0 },
  { path: 'node:util#isDeepStrictEqual', input: 0 },
  { path: 'marked#marked', input: 0 },
  { path: 'js-yaml#load', input: 0 },
  { path: 'js-yaml#dump', input: 0 },
  { path: 'yaml#parse', input: 0 },
  { path: 'yaml#stringify', input: 0 },
  { path: 'papaparse#parse', input: 0 },
  { path: 'csv-parse/sync#parse', input: 0 },
  { path: 'cheerio#load', input: 0 },
  { path: 'typescript#createProgram', input: 0 },
  { path: 'acorn#parse', input: 0 },
  { path: '@babel/parser#parse', input: 0 },
]

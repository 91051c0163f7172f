import type { ApiPath } from './schema.ts'

/**
 * Objects that keep one value, which may be set again, and the property that it is in: what the calls yield, and the types whose first
 * argument says what is kept.
 */
export const boxes: ReadonlyMap<ApiPath, string> = new Map([
  ['react#useRef()', 'current'],
  ['react#createRef()', 'current'],
  ['react#RefObject()', 'current'],
  ['react#MutableRefObject()', 'current'],
  ['preact/hooks#useRef()', 'current'],
  ['preact#createRef()', 'current'],
  ['preact#RefObject()', 'current'],
  ['vue#ref()', 'value'],
  ['vue#shallowRef()', 'value'],
  ['vue#Ref()', 'value'],
  ['vue#ShallowRef()', 'value'],
])

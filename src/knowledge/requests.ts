import type { ApiPath } from './schema.ts'

/** Functions of a component that keep a state and give what it is and how to change it: `const [x, setX] = useState()`. */
export const stateHooks: ReadonlySet<ApiPath> = new Set([
  'react#useState', 'react#useReducer', 'react#default.useState', 'preact/hooks#useState', 'preact/compat#useState', 'solid-js#createSignal',
])

/** Functions that run an effect again whenever what they list has changed. */
export const effectHooks: ReadonlySet<ApiPath> = new Set(['react#useEffect', 'react#useLayoutEffect', 'react#default.useEffect', 'preact/hooks#useEffect', 'preact/compat#useEffect'])

// Stands in for React, which needs a page: `render` runs a component again and again, and keeps what its hooks keep.
let hooks
let next

export function render(kept, component) {
  hooks = kept
  next = 0
  return component()
}

export function useRef(value) {
  return (hooks[next++] ??= { current: value })
}

export function useCallback(callback, deps) {
  const i = next++
  if (!hooks[i] || hooks[i].deps.some((dep, at) => dep !== deps[at])) hooks[i] = { callback, deps }
  return hooks[i].callback
}

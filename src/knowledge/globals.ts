/** What the global object of a browser, a worker or Node has by itself and that code may assign to: settings, handlers, functions that a program replaces. */
const attributes: ReadonlySet<string> = new Set([
  'alert', 'atob', 'blur', 'btoa', 'caches', 'cancelAnimationFrame', 'cancelIdleCallback', 'clearImmediate', 'clearInterval', 'clearTimeout', 'close', 'closed', 'confirm', 'console',
  'cookieStore', 'createImageBitmap', 'crypto', 'customElements', 'devicePixelRatio', 'dispatchEvent', 'document', 'event', 'exports', 'external', 'fetch', 'focus', 'fonts', 'frameElement',
  'frames', 'gc', 'getComputedStyle', 'getSelection', 'global', 'globalThis', 'history', 'importScripts', 'indexedDB', 'innerHeight', 'innerWidth', 'length', 'localStorage', 'location',
  'matchMedia', 'module', 'name', 'navigation', 'navigator', 'open', 'opener', 'origin', 'outerHeight', 'outerWidth', 'pageXOffset', 'pageYOffset', 'parent', 'performance', 'postMessage',
  'print', 'process', 'prompt', 'queueMicrotask', 'reportError', 'require', 'requestAnimationFrame', 'requestIdleCallback', 'scheduler', 'screen', 'screenLeft', 'screenTop', 'screenX',
  'screenY', 'scroll', 'scrollBy', 'scrollTo', 'scrollX', 'scrollY', 'self', 'sessionStorage', 'setImmediate', 'setInterval', 'setTimeout', 'speechSynthesis', 'status', 'stop',
  'structuredClone', 'top', 'visualViewport', 'window',
])

/** Attributes that hold a listener: `onmessage`. */
export const listenerAttribute = /^on[a-z]+$/u

/** Classes, constructors and namespaces: `WebSocket`. */
const capital = /^[A-Z]/u

/** Whether the platform has a member of the global object by itself: what a program does with it is no keeping of state. */
export function isOfPlatform(name: string): boolean {
  return attributes.has(name) || capital.test(name) || listenerAttribute.test(name)
}

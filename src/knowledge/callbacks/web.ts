import type { ApiPath, AssignedHandler, CallbackModel } from '../schema.ts'

const pointer = [
  'click', 'dblclick', 'contextmenu', 'mousedown', 'mouseup', 'mousemove', 'mouseenter', 'mouseleave', 'mouseover', 'mouseout', 'wheel',
  'pointerdown', 'pointerup', 'pointermove', 'pointerenter', 'pointerleave', 'pointerover', 'pointerout', 'pointercancel',
  'touchstart', 'touchend', 'touchmove', 'touchcancel',
]
const keyboard = [
  'keydown', 'keyup', 'keypress', 'input', 'beforeinput', 'change', 'submit', 'reset', 'select', 'focus', 'blur', 'focusin', 'focusout',
  'paste', 'copy', 'cut',
]
const page = [
  'scroll', 'resize', 'drag', 'dragstart', 'dragend', 'dragenter', 'dragleave', 'dragover', 'drop', 'animationstart', 'animationend',
  'transitionend', 'hashchange', 'popstate',
]

/** Events a person causes: whoever handles them holds up the page. */
export const uiEvents: ReadonlySet<string> = new Set([...pointer, ...keyboard, ...page])

/** What a listener of a UI event is handed. */
function eventType(event: string): ApiPath {
  if (event.startsWith('pointer') || event === 'click' || event === 'contextmenu') return '#PointerEvent()'
  if (event.startsWith('touch')) return '#TouchEvent()'
  if (event.startsWith('key')) return '#KeyboardEvent()'
  if (event.startsWith('drag') || event === 'drop') return '#DragEvent()'
  if (event === 'wheel') return '#WheelEvent()'
  if (event === 'input' || event === 'beforeinput') return '#InputEvent()'
  if (event === 'submit') return '#SubmitEvent()'
  if (pointer.includes(event)) return '#MouseEvent()'
  return '#Event()'
}

const DOM = ['#', '#Window().', '#Document().', '#Element().', '#HTMLElement().', '#EventTarget().']

/** Where messages arrive: the receiver, the event's type, the names of the events. */
const MESSAGES: readonly (readonly [ApiPath, ApiPath, readonly string[]])[] = [
  ['#', '#MessageEvent()', ['message', 'messageerror']],
  ['#Window().', '#MessageEvent()', ['message', 'messageerror']],
  ['#Worker().', '#MessageEvent()', ['message', 'messageerror']],
  ['#MessagePort().', '#MessageEvent()', ['message', 'messageerror']],
  ['#BroadcastChannel().', '#MessageEvent()', ['message', 'messageerror']],
  ['node:worker_threads#BroadcastChannel().', '#MessageEvent()', ['message', 'messageerror']],
  ['#ServiceWorkerContainer().', '#MessageEvent()', ['message']],
  ['#WebSocket().', '#MessageEvent()', ['message']],
  ['#EventSource().', '#MessageEvent()', ['message']],
  ['#RTCDataChannel().', '#MessageEvent()', ['message']],
  ['#', '#MessageEvent()', ['connect']],
]

const messages: readonly CallbackModel[] = MESSAGES.map(([on, type, events]) => ({
  path: `${on}addEventListener`, callback: 1, timing: 'many', events, critical: 'message', parameters: [type],
}))

const ui: readonly CallbackModel[] = DOM.flatMap((on) =>
  [...new Set([...uiEvents].map(eventType))].map((type): CallbackModel => ({
    path: `${on}addEventListener`,
    callback: 1,
    timing: 'many',
    events: [...uiEvents].filter((event) => eventType(event) === type),
    critical: 'ui',
    parameters: [type],
  })),
)

/** Any other event of a known target. */
const others: readonly CallbackModel[] = [
  ...new Set([...DOM, ...MESSAGES.map(([on]) => on), '#SharedWorker().', '#AbortSignal().', '#XMLHttpRequest().', '#IDBRequest().']),
].map((on) => ({
  path: `${on}addEventListener`, callback: 1, timing: 'many',
}))

/** Callbacks of pages and web workers. */
export const webCallbacks: readonly CallbackModel[] = [
  ...messages,
  ...ui,
  ...others,
  { path: '#requestAnimationFrame', callback: 0, timing: 'once', critical: 'ui' },
  { path: '#requestIdleCallback', callback: 0, timing: 'once', critical: 'ui' },
  { path: '#scheduler.postTask', callback: 0, timing: 'once', critical: 'ui' },
  { path: '#Document().startViewTransition', callback: 0, timing: 'once', critical: 'ui' },
  ...['#MutationObserver', '#IntersectionObserver', '#ResizeObserver', '#PerformanceObserver'].map((path): CallbackModel => ({
    path, callback: 0, timing: 'many', ...(path === '#PerformanceObserver' ? {} : { critical: 'ui' }),
  })),
  { path: '#$().on', callback: 'last', timing: 'many', critical: 'ui' },
  { path: '#jQuery().on', callback: 'last', timing: 'many', critical: 'ui' },
  { path: '#$().click', callback: 'last', timing: 'many', critical: 'ui' },
]

/** `worker.onmessage = …`, `self.onconnect = …`, `button.onclick = …`. */
export const assignedHandlers: readonly AssignedHandler[] = [
  ...MESSAGES.flatMap(([on, type, events]) =>
    events.map((event): AssignedHandler => ({ path: `${on}on${event}`, timing: 'many', critical: 'message', parameters: [type] })),
  ),
  ...DOM.flatMap(
    (on) => [...uiEvents].map(
      (event): AssignedHandler => ({ path: `${on}on${event}`, timing: 'many', critical: 'ui', parameters: [eventType(event)] }),
    ),
  ),
  ...[
    '#Worker().onerror', '#SharedWorker().onerror', '#onerror', '#onunhandledrejection',
  ].map((path): AssignedHandler => ({ path, timing: 'many' })),
  ...[
    '#XMLHttpRequest().onload', '#XMLHttpRequest().onreadystatechange', '#FileReader().onload', '#IDBRequest().onsuccess',
    '#IDBOpenDBRequest().onsuccess',
  ].map(
    (path): AssignedHandler => ({ path, timing: 'many' }),
  ),
]

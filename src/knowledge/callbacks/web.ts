import type { AssignedHandler, CallbackModel } from './schema.ts'
import type { ApiPath } from '../schema.ts'

/** Events a person causes, by what their listener is handed. */
const UI: Readonly<Record<ApiPath, readonly string[]>> = {
  '#PointerEvent()': [
    'click', 'contextmenu', 'pointerdown', 'pointerup', 'pointermove', 'pointerenter', 'pointerleave', 'pointerover', 'pointerout',
    'pointercancel',
  ],
  '#MouseEvent()': ['dblclick', 'mousedown', 'mouseup', 'mousemove', 'mouseenter', 'mouseleave', 'mouseover', 'mouseout'],
  '#WheelEvent()': ['wheel'],
  '#TouchEvent()': ['touchstart', 'touchend', 'touchmove', 'touchcancel'],
  '#KeyboardEvent()': ['keydown', 'keyup', 'keypress'],
  '#InputEvent()': ['input', 'beforeinput'],
  '#SubmitEvent()': ['submit'],
  '#DragEvent()': ['drag', 'dragstart', 'dragend', 'dragenter', 'dragleave', 'dragover', 'drop'],
  '#Event()': [
    'change', 'reset', 'select', 'focus', 'blur', 'focusin', 'focusout', 'paste', 'copy', 'cut', 'scroll', 'resize', 'animationstart',
    'animationend', 'transitionend', 'hashchange', 'popstate',
  ],
}
const ui = Object.entries(UI)

/** What a page is told besides: by other pages, by the browser. */
const PAGE: readonly (readonly [type: ApiPath, events: readonly string[]])[] = [
  ['#StorageEvent()', ['storage']],
  ['#PageTransitionEvent()', ['pageshow']],
  ['#PromiseRejectionEvent()', ['unhandledrejection', 'rejectionhandled']],
  ['#Event()', ['online', 'offline', 'visibilitychange', 'languagechange']],
]

/** Their names: whoever handles them holds up the page. */
export const uiEvents: ReadonlySet<string> = new Set(Object.values(UI).flat())

/** Everything in a document listens as the window does: the lookups take one for the other. */
export const documentReceiver = /^#(?:Window|Document|ShadowRoot|EventTarget|\w*Element)\(\)\.(?=addEventListener$|on[a-z]+$)/u

/** Where messages arrive: the receiver, the event's type, the names of the events. */
const MESSAGES: readonly (readonly [ApiPath, ApiPath, readonly string[]])[] = [
  ['#', '#MessageEvent()', ['message', 'messageerror']],
  ['#Worker().', '#MessageEvent()', ['message', 'messageerror']],
  ['#MessagePort().', '#MessageEvent()', ['message', 'messageerror']],
  ['#BroadcastChannel().', '#MessageEvent()', ['message', 'messageerror']],
  ['node:worker_threads#BroadcastChannel().', '#MessageEvent()', ['message', 'messageerror']],
  ['#ServiceWorkerContainer().', '#MessageEvent()', ['message']],
  ['#WebSocket().', '#MessageEvent()', ['message']],
  ['#EventSource().', '#MessageEvent()', ['message']],
  ['#RTCDataChannel().', '#MessageEvent()', ['message']],
  ['#', '#MessageEvent()', ['connect']],
  ['#', '#FetchEvent()', ['fetch']],
  ['#', '#PushEvent()', ['push']],
  ['#', '#NotificationEvent()', ['notificationclick', 'notificationclose']],
]

const messages: readonly CallbackModel[] = MESSAGES.map(([on, type, events]) => ({
  path: `${on}addEventListener`, callback: 1, timing: 'many', events, critical: 'message', parameters: [type],
}))

const gestures: readonly CallbackModel[] = ui.map(([type, events]) => ({
  path: '#addEventListener', callback: 1, timing: 'many', events, critical: 'ui', parameters: [type],
}))

const news: readonly CallbackModel[] = PAGE.map(([type, events]) => ({
  path: '#addEventListener', callback: 1, timing: 'many', events, parameters: [type],
}))

/** Any other event of a known target. */
const others: readonly CallbackModel[] = [
  ...new Set([...MESSAGES.map(([on]) => on), '#SharedWorker().', '#AbortSignal().', '#XMLHttpRequest().', '#IDBRequest().']),
].map((on) => ({
  path: `${on}addEventListener`, callback: 1, timing: 'many',
}))

/** Callbacks of pages and web workers. */
export const webCallbacks: readonly CallbackModel[] = [
  ...messages,
  ...gestures,
  ...news,
  ...others,
  // A page, and what it loads, is loaded once.
  { path: '#addEventListener', callback: 1, timing: 'once', events: ['load', 'DOMContentLoaded', 'pagehide', 'unload'] },
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
  ...ui.flatMap(([type, events]) =>
    events.map((event): AssignedHandler => ({ path: `#on${event}`, timing: 'many', critical: 'ui', parameters: [type] })),
  ),
  ...[
    '#Worker().onerror', '#SharedWorker().onerror', '#onerror', '#onunhandledrejection',
    // It opens again by itself, and tells of each time that it has failed.
    '#EventSource().onerror', '#EventSource().onopen', '#MediaRecorder().ondataavailable',
    ...['onnegotiationneeded', 'onicecandidate', 'onconnectionstatechange', 'oniceconnectionstatechange', 'ontrack', 'ondatachannel'].map((name) => `#RTCPeerConnection().${name}`),
  ].map((path): AssignedHandler => ({ path, timing: 'many' })),
  ...[
    '#XMLHttpRequest().onload', '#XMLHttpRequest().onreadystatechange', '#FileReader().onload', '#IDBRequest().onsuccess',
    '#IDBOpenDBRequest().onsuccess',
  ].map(
    (path): AssignedHandler => ({ path, timing: 'many' }),
  ),
]

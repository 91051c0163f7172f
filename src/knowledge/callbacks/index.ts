import type { CallbackModel } from './schema.ts'
import { frameworkCallbacks } from './frameworks.ts'
import { languageCallbacks } from './language.ts'
import { nodeCallbacks } from './node.ts'
import { webCallbacks } from './web.ts'

export {
  callbackNames, clickHandlers, connectionEvents, errorNames, failureNames, handlerDecorators, handlerExports, handlerMethods, handlerParameters, handlerTypes, jsxHandler, lastEvents, messageEvents, methodHolders, methodSections, readSections, onceCallbackNames, pageEvent, requestTypes, procedures, resolvers, serverDirective,
  routeHooks, routeMethods, routeReceivers, socketNames, startEvents, streamParts, watchSection,
} from './conventions.ts'
export { arrayMethods, droppers, eventListener, eventMethods, methodCallbacks } from './language.ts'
export { continuing } from './node.ts'
export { assignedHandlers, documentReceiver, uiEvents } from './web.ts'

/** Every function we know that takes callbacks. */
export const callbacks: readonly CallbackModel[] = [...languageCallbacks, ...nodeCallbacks, ...webCallbacks, ...frameworkCallbacks]

import type { CallbackModel } from './schema.ts'
import { frameworkCallbacks } from './frameworks.ts'
import { languageCallbacks } from './language.ts'
import { nodeCallbacks } from './node.ts'
import { webCallbacks } from './web.ts'

export {
  callbackNames, clickHandlers, connectionEvents, errorEvents, errorNames, failureNames, handlerDecorators, handlerExports, handlerMethods, handlerParameters, handlerTypes, jsxHandler, lastEvents, messageEvents, methodHolders, methodSections, onceCallbackNames, pageEvent, procedures, readSections, requestHandlers, requestTypes, resolvers, serverDirective,
  routeHooks, routeMethods, routeReceivers, socketNames, startEvents, stateSections, streamParts, surelyErrors, turnOptions, watchSection,
} from './conventions.ts'
export { arrayMethods, droppers, eventListener, eventMethods, methodCallbacks } from './language.ts'
export { continuing, removing } from './node.ts'
export { assignedHandlers, documentReceiver, uiEvents } from './web.ts'

/** Every function we know that takes callbacks. */
export const callbacks: readonly CallbackModel[] = [...languageCallbacks, ...nodeCallbacks, ...webCallbacks, ...frameworkCallbacks]

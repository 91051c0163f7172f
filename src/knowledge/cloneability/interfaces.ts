/**
 * Interfaces of browsers that the standards do not make serializable: structured clone throws for each (one of every family was
 * measured). A name that is not here is not known: many interfaces do clone (`DOMRect`, `ImageData`, `FileSystemHandle`).
 */
const names = `
Node Document XMLDocument HTMLDocument DocumentFragment DocumentType ShadowRoot Element Attr CharacterData Text Comment CDATASection
ProcessingInstruction
NodeList HTMLCollection HTMLFormControlsCollection HTMLOptionsCollection NamedNodeMap DOMTokenList DOMStringMap DOMImplementation
DOMParser XMLSerializer
TreeWalker NodeIterator Range StaticRange Selection MutationRecord MutationObserver IntersectionObserver IntersectionObserverEntry
ResizeObserver ResizeObserverEntry
ReportingObserver PerformanceObserver PerformanceObserverEntryList
Window Location Navigator History Screen VisualViewport Storage CustomElementRegistry MediaQueryList BarProp External
CSSStyleDeclaration CSSStyleSheet StyleSheet StyleSheetList CSSRule CSSRuleList CSSStyleRule MediaList FontFace FontFaceSet Animation
AnimationEffect KeyframeEffect
UIEvent MouseEvent PointerEvent KeyboardEvent InputEvent CompositionEvent FocusEvent WheelEvent TouchEvent DragEvent ClipboardEvent
SubmitEvent FormDataEvent
HashChangeEvent PopStateEvent PageTransitionEvent BeforeUnloadEvent StorageEvent ErrorEvent PromiseRejectionEvent ProgressEvent
AnimationEvent TransitionEvent
TrackEvent MediaQueryListEvent SecurityPolicyViolationEvent ToggleEvent ExtendableEvent ExtendableMessageEvent FetchEvent InstallEvent
PushEvent NotificationEvent
Touch TouchList DataTransfer DataTransferItem DataTransferItemList ClipboardItem Clipboard
CanvasRenderingContext2D OffscreenCanvasRenderingContext2D ImageBitmapRenderingContext WebGLRenderingContext WebGL2RenderingContext
GPUDevice GPUCanvasContext
CanvasGradient CanvasPattern Path2D TextMetrics
AudioContext BaseAudioContext OfflineAudioContext AudioBuffer AudioNode AudioParam AudioWorkletNode AudioDestinationNode GainNode
OscillatorNode AnalyserNode
MediaStream MediaRecorder MediaSource SourceBuffer TimeRanges TextTrack
RTCPeerConnection RTCSessionDescription RTCIceCandidate
XMLHttpRequest XMLHttpRequestUpload EventSource FileReader Worker SharedWorker ServiceWorker ServiceWorkerContainer
ServiceWorkerRegistration Client WindowClient Clients
Cache CacheStorage PushManager PushSubscription Notification LockManager Lock
IDBFactory IDBDatabase IDBTransaction IDBObjectStore IDBIndex IDBCursor IDBCursorWithValue IDBRequest IDBOpenDBRequest IDBKeyRange
ReadableStreamBYOBReader ReadableStreamDefaultController WritableStreamDefaultController TransformStreamDefaultController
ByteLengthQueuingStrategy CountQueuingStrategy
SubtleCrypto XPathResult XPathEvaluator XSLTProcessor Geolocation WakeLockSentinel SpeechSynthesisUtterance SpeechSynthesis Gamepad
`

const uncloneable: ReadonlySet<string> = new Set(names.trim().split(/\s+/u))

/** Tags have one interface each: `HTMLVideoElement`, `SVGPathElement`, `MathMLElement`. */
const element = /^(?:HTML|SVG|MathML)\w*Element$/u

/** Whether a browser's interface of this name never clones; false where it does, or where we do not know. */
export function isUncloneableInterface(name: string): boolean {
  return uncloneable.has(name) || element.test(name)
}

import type { ApiPath } from './schema.ts'

/** Functions that find one part of the page by what is written down, with what that is put behind to be a selector: `#` for an id. */
export const pageFinders: ReadonlyMap<ApiPath, string> = new Map([
  ['#Document().getElementById', '#'],
  ['#Document().querySelector', ''],
  ['#$', ''],
  ['#jQuery', ''],
  ['jquery#default', ''],
])

/** What a part of the page is, by what has found it. */
export const pageParts: ReadonlySet<ApiPath> = new Set(['#Element()', '#HTMLElement()', '#$()', '#jQuery()', 'jquery#default()'])

/** What is assigned to a part of the page to replace all that is in it. */
export const pageContents: ReadonlySet<string> = new Set(['innerHTML', 'textContent', 'innerText'])

/** What a method does to what is in a part of the page. Those of jQuery that set something only answer what is there where they are given nothing. */
export const pageChanges: ReadonlyMap<string, 'append' | 'set' | 'clear'> = new Map([
  ['append', 'append'], ['appendChild', 'append'], ['prepend', 'append'], ['insertAdjacentHTML', 'append'], ['insertAdjacentElement', 'append'],
  ['replaceChildren', 'set'], ['html', 'set'], ['text', 'set'], ['val', 'set'], ['empty', 'clear'],
])

/** Events of what somebody presses: an element that is disabled hears none of them. */
export const pressing: ReadonlySet<string> = new Set(['click', 'dblclick', 'mousedown', 'mouseup', 'pointerdown', 'pointerup', 'touchstart', 'change', 'input'])

/** The property, also an attribute, by which an element is disabled, and what sets an attribute. */
export const disabling = { property: 'disabled', setter: 'setAttribute' } as const

/** What an event has come to. */
export const eventTargets: ReadonlySet<string> = new Set(['target', 'currentTarget'])

/** The event of a form that is sent. */
export const submitting = 'submit'

/** Attributes by which a component that is pressed says when it is off. */
export const offAttributes: ReadonlySet<string> = new Set(['disabled', 'isDisabled', 'loading', 'isLoading', 'pending', 'isPending', 'submitting'])

/** Those of them that say so of any component: a list that is loading may be chosen from all the same. */
export const surelyOff: ReadonlySet<string> = new Set(['disabled', 'isDisabled'])

/** Attributes of what somebody presses, of what somebody changes, and of a form that is sent. */
export const pressAttributes: ReadonlySet<string> = new Set(['onClick', 'onPress', 'onTap'])
export const changeAttributes: ReadonlySet<string> = new Set(['onChange', 'onCheckedChange', 'onValueChange', 'onToggle'])
export const submitAttribute = 'onSubmit'

/** What gives a form the function that sends it, and says whether that is under way (react-hook-form, Formik): `form.handleSubmit(send)`, `form.formState.isSubmitting`. */
export const formSending = { by: 'handleSubmit', state: 'isSubmitting' } as const

/** What hooks for requests that change something hand out: what begins one, and whether it is under way. */
export const changing = { begins: 'mutateAsync', states: new Set(['isPending', 'isLoading', 'isMutating']) } as const

/** What makes an element that is in no page yet: a picture, and one of the name that it is given. */
export const pictureMaker = '#Image'
export const elementMaker = '#Document().createElement'

/** Methods that put the elements that they are given into the page, or below another element. */
export const placing: ReadonlySet<string> = new Set(['append', 'appendChild', 'prepend', 'before', 'after', 'insertBefore', 'insertAdjacentElement'])

/** A link, where its address stands, and what follows it at once: what is at the address is loaded or saved then. */
export const link = { element: 'a', address: 'href', followedBy: 'click' } as const

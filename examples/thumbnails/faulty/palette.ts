// The palette of an album is computed by one worker thread, and the others wait until it is there.
const READY = 0

export class Palette {
  readonly #state: Int32Array
  readonly #colours: Uint8Array

  constructor(shared: SharedArrayBuffer) {
    this.#state = new Int32Array(shared, 0, 1)
    this.#colours = new Uint8Array(shared, 4)
  }

  publish(colours: Uint8Array): void {
    Atomics.notify(this.#state, READY)
    this.#colours.set(colours)
    Atomics.store(this.#state, READY, 1)
  }

  colours(): Uint8Array {
    while (Atomics.load(this.#state, READY) === 0) Atomics.wait(this.#state, READY, 0)
    return this.#colours.slice()
  }
}

// Numbers for the files of thumbnails: all worker threads take them from one counter.
const LAST = 0

export class Names {
  constructor(private readonly counter: Int32Array) {}

  next(folder: string): string {
    return `${folder}/${String(this.#number())}.webp`
  }

  #number(): number {
    return Atomics.add(this.counter, LAST, 1) + 1
  }
}

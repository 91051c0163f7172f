// Stands in for piscina: a pool of one, which runs the default export of a module, on this thread.
export class Piscina {
  constructor({ filename }) {
    this.filename = filename
  }

  async run(task) {
    const module = await import(this.filename)
    return module.default(task)
  }
}

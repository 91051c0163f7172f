// The connection to the store of thumbnails, opened when the first one is asked for.
interface Connection {
  read(picture: string): Promise<Uint8Array>
  close(): Promise<void>
}

export class ThumbnailStore {
  #connection: Connection | undefined

  async read(picture: string): Promise<Uint8Array> {
    if (!this.#connection) this.#connection = await openConnection()
    return this.#connection.read(picture)
  }

  async close(): Promise<void> {
    await this.#connection?.close()
  }
}

declare function openConnection(): Promise<Connection>

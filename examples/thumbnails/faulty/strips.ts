// Sends the strips of a panorama to the worker thread, one after the other.
import type { Worker } from 'node:worker_threads'

export function sendStrips(worker: Worker, pixels: Uint8Array, height: number): void {
  for (let at = 0; at < pixels.length; at += height) {
    const strip = new Uint8Array(pixels.slice(at, at + height))
    worker.postMessage({ bytes: strip, width: 128 }, [strip])
  }
}

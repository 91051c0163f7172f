import rule from '../../src/rules/no-use-after-transfer.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is emptied at the end only stays there until then.
run(rule, {
  valid: [
    { name: 'each is taken out when it has been sent, or a copy is sent', code: text`
      export class Songs {
        private readonly songs = new Map<string, ArrayBuffer>()
        private readonly player = new Worker(new URL('./player.js', import.meta.url))
        play(name: string) {
          const song = this.songs.get(name)
          if (!song) return
          this.songs.delete(name)
          this.player.postMessage(song, [song])
        }
        loop(name: string) {
          const song = this.songs.get(name)?.slice(0)
          if (song) this.player.postMessage(song, [song])
        }
        dispose() { this.songs.clear(); this.player.terminate() }
      }
    ` },
    { name: 'emptied whenever there is a new list', code: text`
      export class Songs {
        private readonly songs = new Map<string, ArrayBuffer>()
        private readonly player = new Worker(new URL('./player.js', import.meta.url))
        choose(list: Map<string, ArrayBuffer>) {
          this.songs.clear()
          for (const [name, song] of list) this.songs.set(name, song)
        }
        play(name: string) {
          const song = this.songs.get(name)
          if (song) this.player.postMessage(song, [song])
        }
      }
    ` },
  ],
  invalid: [
    { name: 'a part of an entry, with a map that is emptied when all is over', ...marked`
      interface Song { name: string; sound: ArrayBuffer }
      export class Songs {
        private readonly songs = new Map<string, Song>()
        private readonly player = new Worker(new URL('./player.js', import.meta.url))
        async play(name: string) {
          let song = this.songs.get(name)
          if (!song) {
            song = { name, sound: await this.load(name) }
            this.songs.set(name, song)
          }
          this.player.postMessage({ name, sound: song.sound }, [song.sound])
                                                                ~~~~~~~~~~ cached
        }
        lengthOf(name: string) { return this.songs.get(name)?.sound.slice(0, 8) }
        private async load(name: string): Promise<ArrayBuffer> { return (await fetch(name)).arrayBuffer() }
        dispose() { this.player.terminate(); this.songs.clear() }
      }
    ` },
  ],
})

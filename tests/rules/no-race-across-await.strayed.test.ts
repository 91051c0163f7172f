import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A timer that ends what a place holds by then, which may be what another run has put there.

run(rule, {
  valid: [
    {
      name: 'the one that is meant is kept, compared, or the timer can be cleared',
      options: [{ thorough: true }],
      code: text`
        export class Kiln {
          heat() {
            this.fire = spawn('heat', ['high'])
          }
          stop() {
            const fire = this.fire
            fire.kill()
            setTimeout(() => fire.kill('SIGKILL'), 1000)
          }
          cool() {
            const fire = this.fire
            this.fire.kill()
            setTimeout(() => {
              if (this.fire === fire) this.fire.kill('SIGKILL')
            }, 1000)
          }
          rest() {
            this.fire.kill()
            this.alarm = setTimeout(() => this.fire.kill('SIGKILL'), 1000)
          }
        }
      `,
    },
    {
      name: 'nobody puts another one there, or the timer asks whether all is over',
      options: [{ thorough: true }],
      code: text`
        export class Bell {
          constructor() {
            this.ringer = spawn('ring')
          }
          stop() {
            this.ringer.kill()
            setTimeout(() => this.ringer.kill('SIGKILL'), 1000)
          }
        }
        export class Lamp {
          light() {
            this.over = false
            this.flame = spawn('flame')
          }
          stop() {
            this.over = true
            this.flame.kill()
            setTimeout(() => {
              if (this.over) this.flame.kill('SIGKILL')
            }, 1000)
          }
        }
      `,
    },
    {
      name: 'whoever calls it clears what it returns, or may: nobody throws it away',
      options: [{ thorough: true }],
      code: text`
        export class Kiln {
          heat() {
            this.fire = spawn('heat', ['high'])
            this.cold = new Promise((resolve) => this.fire.on('exit', resolve))
          }
          cool() {
            this.fire.kill()
            return setTimeout(() => this.fire.kill('SIGKILL'), 1000)
          }
          async stop() {
            const alarm = this.cool()
            await this.cold
            clearTimeout(alarm)
          }
        }
      `,
    },
    {
      name: 'nothing is ended before the timer',
      options: [{ thorough: true }],
      code: text`
        export class Show {
          open(reel) {
            this.reel?.close()
            this.reel = project(reel)
          }
          sleep() {
            setTimeout(() => this.reel.close(), 60_000)
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'of a class',
      ...marked`
        export class Kiln {
          fire = null
          heat() {
            this.fire = spawn('heat', ['high'])
          }
          stop() {
            this.fire?.kill()
            setTimeout(() => {
              const number = this.fire?.pid
              if (number && isAlive(number)) this.fire?.kill('SIGKILL')
                                             ~~~~~~~~~~~~~~~~~~~~~~~~~~ strayed {"who": "This run", "place": "this.fire", "read": "line 7", "wait": "line 8", "other": "line 4"}
            }, 1000)
          }
        }
      `,
    },
    {
      name: 'that is returned, to a caller that throws it away and one that clears it',
      ...marked`
        export class Kiln {
          heat() {
            this.fire = spawn('heat', ['high'])
            this.cold = new Promise((resolve) => this.fire.on('exit', resolve))
            this.fire.on('exit', () => {
              if (!this.over) this.heat()
            })
          }
          cool() {
            this.fire.kill()
            return setTimeout(() => this.fire.kill('SIGKILL'), 1000)
                                    ~~~~~~~~~~~~~~~~~~~~~~~~~ strayed {"who": "This run", "place": "this.fire", "read": "line 10", "wait": "line 11", "other": "line 3"}
          }
          tooHot(degrees) {
            if (degrees > 1300) this.cool()
          }
          async stop() {
            this.over = true
            const alarm = this.cool()
            await this.cold
            clearTimeout(alarm)
          }
        }
      `,
    },
    {
      name: 'of the module, with a timer that keeps nobody alive',
      ...marked`
        let line
        export async function dial(number) {
          line = await connect(number)
          return line
        }
        export function hangUp() {
          line.end()
          setTimeout(() => line.destroy(), 5000).unref()
                           ~~~~~~~~~~~~~~ strayed {"who": "This run", "place": "line", "read": "line 7", "wait": "line 8", "other": "line 3"}
        }
      `,
    },
  ],
})

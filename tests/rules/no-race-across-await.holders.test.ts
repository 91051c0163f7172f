import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What `this` is where no class holds the code, limits that a helper answers for, and times that are noted too late.

const thorough: [{ thorough: boolean }] = [{ thorough: true }]

// ---------------------------------------------------------------- objects without a class

run(rule, {
  valid: [
    {
      name: 'the promise is kept by an object without a class',
      code: text`
        function Catalogue(shelf) {
          this.shelf = shelf
        }
        Catalogue.prototype.open = async function () {
          this.opening ??= this.shelf.unlock()
          return this.opening
        }
        module.exports = Catalogue
      `,
      options: thorough,
    },
    {
      name: 'a step of what one other method does, once',
      code: text`
        function Order(shop) {
          this.shop = shop
        }
        Order.prototype.run = function () {
          return Promise.resolve().then(() => this.pay()).then(() => this.ship())
        }
        Order.prototype.pay = async function () {
          if (!this.receipt) this.receipt = await this.shop.charge()
        }
        Order.prototype.ship = async function () {
          if (!this.parcel) this.parcel = await this.shop.send()
        }
        module.exports = Order
      `,
      options: thorough,
    },
    {
      name: 'whoever calls the function says what this is',
      code: text`
        export async function attach() {
          if (!this.leash) this.leash = await this.shop.buy()
        }
      `,
      options: thorough,
    },
    {
      name: 'an object that is made for each call',
      code: text`
        export function makeKennel(shop) {
          const kennel = { async open() { if (!this.door) this.door = await shop.buy() } }
          kennel.open()
        }
      `,
      options: thorough,
    },
  ],
  invalid: [
    {
      name: 'a method that is put on a prototype',
      ...marked`
        function Catalogue(shelf) {
          this.shelf = shelf
        }
        Catalogue.prototype.open = async function () {
          if (!this.key) {
            this.key = await this.shelf.unlock()
            ~~~~~~~~ second
          }
          return this.key
        }
        Catalogue.prototype.close = function () {
          this.key.close()
        }
        module.exports = Catalogue
      `,
    },
    {
      name: 'the methods of an object that is a prototype, through a name for this',
      ...marked`
        function Catalogue(shelf) {
          this.shelf = shelf
        }
        Catalogue.prototype = {
          open: async function () {
            const self = this
            if (!self.key) self.key = await self.shelf.unlock()
                           ~~~~~~~~ filled
            return self.key
          },
        }
        module.exports = Catalogue
      `,
      options: thorough,
    },
    {
      name: 'a step that two others take',
      ...marked`
        function Order(shop) {
          this.shop = shop
        }
        Order.prototype.pay = async function () {
          if (!this.receipt) this.receipt = await this.shop.charge()
                             ~~~~~~~~~~~~ done
        }
        Order.prototype.order = function () {
          return this.pay()
        }
        Order.prototype.remind = function () {
          return this.pay()
        }
        module.exports = Order
      `,
      options: thorough,
    },
    {
      name: 'an object that the module exports, emptied by another method',
      ...marked`
        export default {
          seats: null,
          async list(hall) {
            if (!this.seats) this.seats = await hall.reserve()
                             ~~~~~~~~~~ refilled
            return this.seats
          },
          reset() {
            this.seats = null
          },
        }
      `,
      options: thorough,
    },
    {
      name: 'a list of an object that the module exports',
      ...marked`
        const crews = require('./crews')
        module.exports = {
          boats: [],
          async board(name) {
            const known = this.boats.find((boat) => boat.name === name)
            if (known) return known
            const crew = await crews.find(name)
            const boat = { name, crew }
            this.boats.push(boat)
            ~~~~~~~~~~~~~~~~~~~~~ appended
            return boat
          },
        }
      `,
    },
    {
      name: 'a static method, and the class by its name',
      ...marked`
        export class Guild {
          static async join(hall) {
            if (Guild.joined) return
            await hall.enter()
            this.joined = true
            ~~~~~~~~~~~ done
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'what a static helper answers',
      ...marked`
        export class Guild {
          static isJoined() {
            return this.joined
          }
          static async join(hall) {
            if (this.isJoined()) return
            await hall.enter()
            this.joined = true
            ~~~~~~~~~~~ done
          }
        }
      `,
      options: thorough,
    },
  ],
})

// ---------------------------------------------------------------- limits that a helper answers for

const ferry = (helper: string, then: string): string => text`
  export class Ferry {
    cars = []
    async board(car) {
      if (!this.hasRoom()) return
      await car.park()
      ${then}
    }
    hasRoom() {
      ${helper}
    }
  }
`

run(rule, {
  valid: [
    { name: 'the helper asks for something else', code: ferry('if (this.gate === "shut") return false\nreturn true', 'this.cars.push(car)'), options: thorough },
    { name: 'asked again behind the wait', code: ferry('if (this.cars.length >= this.most) return false\nreturn true', 'if (this.hasRoom()) this.cars.push(car)'), options: thorough },
    { name: 'the answer is another one than yes or no', code: ferry('if (this.cars.length >= this.most) return null\nreturn this.crew', 'this.cars.push(car)'), options: thorough },
  ],
  invalid: [
    { name: 'yes or no, decided by a test', code: ferry('if (this.cars.length >= this.most) return false\nreturn true', 'this.cars.push(car)'), options: thorough, errors: [{ messageId: 'exceeded', line: 6, column: 7 }] },
    { name: 'yes or no, in a variable', code: ferry('let room = true\nif (this.cars.length >= this.most) room = false\nreturn room', 'this.cars.push(car)'), options: thorough, errors: [{ messageId: 'exceeded', line: 6, column: 7 }] },
    { name: 'the answer is the comparison', code: ferry('return this.cars.length < this.most', 'this.cars.push(car)'), options: thorough, errors: [{ messageId: 'exceeded', line: 6, column: 5 }] },
    { name: 'nothing there yet is no limit', code: ferry('return this.cars.length === 0', 'this.cars.push(car)'), options: thorough, errors: [{ messageId: 'appended', line: 6, column: 5 }] },
    {
      name: 'a list of the function around',
      ...marked`
        export function harbour(docks, most) {
          const moored = []
          function isFull() {
            if (moored.length >= most) return true
            return false
          }
          async function moor(ship) {
            if (isFull()) return
            await ship.slowDown()
            moored.push(ship)
            ~~~~~~~~~~~~~~~~~ exceeded
          }
          docks.on('arrival', moor)
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- times

const pulse = (body: string): string => text`
  const PAUSE = 500
  export class Lighthouse {
    async flash(every) {
      ${body}
    }
  }
`

run(rule, {
  valid: [
    { name: 'noted before the wait', code: pulse('if (Date.now() - this.flashed < every) return\nthis.flashed = Date.now()\nawait this.lamp.flash()'), options: thorough },
    { name: 'what is fetched and kept with the time of it', code: pulse('if (Date.now() - this.asked < every) return this.tide\nthis.tide = await this.harbour.sendReport()\nthis.asked = Date.now()\nreturn this.tide'), options: thorough },
    { name: 'what is only looked at', code: pulse('if (Date.now() - this.asked < every) return\nawait this.fetchTide()\nthis.asked = Date.now()'), options: thorough },
    { name: 'an answer says how long it holds', code: pulse('if (this.until - Date.now() > every) return\nconst pass = await this.harbour.renew()\nthis.until = Date.now() + pass.seconds'), options: thorough },
  ],
  invalid: [
    { name: 'noted after the wait', code: pulse('const now = Date.now()\nif (now >= this.flashed + every) {\nawait this.lamp.flash()\nthis.flashed = Date.now()\n}'), options: thorough, errors: [{ messageId: 'due', line: 7, column: 1 }] },
    { name: 'when it may be done next', code: pulse('if (Date.now() < this.next) return\nawait this.lamp.flash()\nthis.next = Date.now() + PAUSE'), options: thorough, errors: [{ messageId: 'due', line: 6, column: 1 }] },
    { name: 'a new pass, which may end the last one', code: pulse('if (Date.now() + PAUSE > this.until) {\nconst pass = await this.harbour.refreshSession()\nthis.pass = pass\nthis.until = Date.now() + pass.seconds\n}\nreturn this.pass'), options: thorough, errors: [{ messageId: 'due', line: 7, column: 1 }] },
    {
      name: 'by a timer, with work that goes on',
      ...marked`
        const lamp = { flashed: 0 }
        setInterval(async () => {
          if (performance.now() - lamp.flashed < 900) return
          await lamp.flash()
          lamp.flashed = performance.now()
          ~~~~~~~~~~~~ due
        }, 300)
      `,
    },
  ],
})

// ---------------------------------------------------------------- names in a space of names

run(rule, {
  valid: [
    {
      name: 'the promise is kept, by a constructor and by an object',
      code: text`
        Farm.Barn = function (path) {
          this.path = path
        }
        Farm.Barn.prototype.open = function () {
          this._door ??= unlock(this.path)
          return this._door
        }
        Farm.Barn.prototype.close = async function () {
          await (await this._door).close()
          this._door = undefined
        }
        Farm.gate = {
          async open() {
            this._latch ??= lift()
            return this._latch
          },
        }
      `,
      options: thorough,
    },
    {
      name: 'a name that is given to one function after the other, and an object of each call',
      code: text`
        Farm.Barn = function (path) {
          this.path = path
        }
        if (Farm.isOld) Farm.Barn = function () {}
        Farm.Barn.prototype.open = async function () {
          if (!this._door) this._door = await unlock(this.path)
          return this._door
        }
        export function build(farm) {
          farm.gate = { async open() { if (!this._latch) this._latch = await lift() } }
        }
      `,
      options: thorough,
    },
  ],
  invalid: [
    {
      name: 'a constructor that a longer name stands for',
      ...marked`
        Farm.Barn = function (path) {
          this.path = path
        }
        Farm.Barn.prototype.open = async function () {
          if (this._door) return this._door
          this._door = await unlock(this.path)
          ~~~~~~~~~~ second
          return this._door
        }
        Farm.Barn.prototype.close = async function () {
          await this._door.close()
          this._door = null
        }
      `,
    },
    {
      name: 'an object that the module gives such a name',
      ...marked`
        Farm.gate = {
          async open() {
            if (!this._latch) this._latch = await lift()
                              ~~~~~~~~~~~ second
            return this._latch
          },
          async close() {
            await this._latch.close()
            this._latch = null
          },
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What whoever shows a component sets, and what is fetched for that: a slower answer for an older one may come last.

run(rule, {
  valid: [
    {
      name: 'asked whether it is still that; fetched once when the component is made; nothing that is set from outside',
      options: [{ thorough: true }],
      language: 'ts',
      code: text`
        import { Component, Input } from '@angular/core'
        @Component({ selector: 'card' })
        export class Card {
          @Input() id = ''
          town = 'Rome'
          async ngOnChanges() {
            const id = this.id
            const user = await this.api.user(id)
            if (id === this.id) this.user = user
          }
          async ngOnInit() {
            this.first = await this.api.user(this.id)
          }
          async ngDoCheck() {
            this.map = await this.api.map(this.town)
          }
        }
      `,
    },
    {
      name: 'a class that no framework knows, and something else that others subscribe to',
      language: 'ts',
      code: text`
        export class Card {
          id = ''
          constructor(feed) {
            feed.changes.subscribe(async (change) => {
              this.last = await this.api.user(change.id)
            })
          }
          async ngOnChanges() {
            this.user = await this.api.user(this.id)
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'inputs of Angular: in a field, by a signal, by a setter',
      language: 'ts',
      ...marked`
        import { Component, Directive, Input, input } from '@angular/core'
        @Component({ selector: 'card' })
        export class Card {
          @Input() id = ''
          user = null
          ngOnChanges(changes) {
            if (changes.id) void this.reload()
          }
          private async reload() {
            this.user = await this.api.user(this.id)
            ~~~~~~~~~ overtaken {"who": "\u0060reload\u0060", "place": "this.user", "read": "line 10", "wait": "line 10"}
          }
        }
        @Directive({ selector: '[tip]' })
        export class Tip {
          id = input.required()
          async ngOnChanges() {
            this.text = await this.api.tip(this.id())
            ~~~~~~~~~ overtaken
          }
        }
        @Component({ selector: 'map' })
        export class Place {
          @Input() set place(place) {
            void this.show(place)
          }
          async show(place) {
            this.map = await this.api.map(place)
            ~~~~~~~~ overtaken
          }
        }
      `,
    },
    {
      name: 'the address of the page, and a field that is typed into',
      language: 'ts',
      ...marked`
        import { Component } from '@angular/core'
        @Component({ selector: 'page' })
        export class Page {
          constructor(route, form) {
            route.paramMap.subscribe(async (params) => {
              this.user = await this.api.user(params.get('id'))
              ~~~~~~~~~ overtaken
            })
            form.valueChanges.pipe(debounceTime(200)).subscribe(async (value) => {
              this.rows = await this.api.find(value)
              ~~~~~~~~~ overtaken
            })
          }
        }
      `,
    },
    {
      name: 'elements: of Lit, and plain ones',
      language: 'ts',
      ...marked`
        import { LitElement } from 'lit'
        import { property } from 'lit/decorators.js'
        export class Card extends LitElement {
          @property() userId = ''
          async updated() {
            const answer = await fetch('/users/' + this.userId)
            this.user = await answer.json()
            ~~~~~~~~~ overtaken
          }
        }
        export class Quote extends HTMLElement {
          async attributeChangedCallback(name, before, source) {
            const answer = await fetch(source)
            this.quote = await answer.text()
            ~~~~~~~~~~ overtaken
          }
        }
      `,
    },
  ],
})

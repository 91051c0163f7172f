import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is begun behind a wait, and ended by the function that is returned: that may be run during the wait.

run(rule, {
  valid: [
    {
      name: 'a component that asks behind the wait whether it is still there',
      language: 'ts',
      options: [{ thorough: true }],
      code: text`
        import { onMounted, onUnmounted, ref } from 'vue'
        export function useGlobe() {
          const stage = ref<HTMLElement>()
          let globe: { spin(): void, destroy(): void } | undefined
          onMounted(async () => {
            const { Globe } = await import('./globe')
            if (!stage.value) return
            globe = new Globe(stage.value)
          })
          onUnmounted(() => globe?.destroy())
          return { stage }
        }
      `,
    },
    {
      name: 'a component that is there before it waits for anything',
      language: 'ts',
      options: [{ thorough: true }],
      code: text`
        import { onBeforeUnmount, onMounted } from 'vue'
        import { Globe } from './globe'
        export function useGlobe(stage: HTMLElement) {
          let globe: Globe | undefined
          onMounted(async () => {
            globe = new Globe(stage)
            await globe.load()
          })
          onBeforeUnmount(() => globe?.destroy())
        }
      `,
    },
    {
      name: 'what ends it is put there before the wait',
      language: 'jsx',
      code: text`
        import { useEffect } from 'react'
        import { Radio } from './radio'
        export function Tuner({ station }) {
          useEffect(() => {
            let stop = () => {}
            async function tune() {
              const radio = new Radio(station)
              stop = () => radio.close()
              await radio.play()
            }
            tune()
            return () => stop()
          }, [station])
          return null
        }
      `,
    },
    {
      name: 'a flag that the cleanup raises is asked behind the wait',
      language: 'jsx',
      code: text`
        import { useEffect } from 'react'
        export function Ticker({ pair }) {
          useEffect(() => {
            let feed
            let over = false
            ticketFor(pair).then((ticket) => {
              if (over) return
              feed = new EventSource('/ticks/' + ticket)
            })
            return () => {
              over = true
              feed?.close()
            }
          }, [pair])
          return null
        }
      `,
    },
    {
      name: 'the cleanup waits for the same, or breaks off what is waited for',
      language: 'jsx',
      code: text`
        import { useEffect } from 'react'
        export function Ticker({ pair }) {
          useEffect(() => {
            const opening = openFeed(pair)
            return () => {
              opening.then((feed) => feed.close())
            }
          }, [pair])
          useEffect(() => {
            let chart
            const controller = new AbortController()
            rowsOf(pair, controller.signal).then((rows) => { chart = new Chart(rows) })
            return () => {
              controller.abort()
              chart?.destroy()
            }
          }, [pair])
          return null
        }
      `,
    },
    {
      name: 'it is begun before anything is waited for, or is over by itself',
      language: 'jsx',
      code: text`
        import { useEffect } from 'react'
        export function Ticker({ pair }) {
          useEffect(() => {
            const feed = new EventSource('/ticks/' + pair)
            ticketFor(pair).then((ticket) => greet(ticket))
            return () => feed.close()
          }, [pair])
          useEffect(() => {
            let timer
            ticketFor(pair).then(() => { timer = setTimeout(draw, 100) })
            return () => clearTimeout(timer)
          }, [pair])
          return null
        }
      `,
    },
    {
      name: 'an effect that runs once for each component, and a function whose callers are not known',
      language: 'jsx',
      code: text`
        import { useEffect } from 'react'
        export function Ticker() {
          useEffect(() => {
            let stop
            listen('tick', draw).then((off) => { stop = off })
            return () => stop?.()
          }, [])
          return null
        }
        export function follow(pair) {
          let feed
          ticketFor(pair).then((ticket) => { feed = new EventSource('/ticks/' + ticket) })
          return () => feed?.close()
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'what ends it is a function that is put there behind the wait, and nobody asks for the flag that is raised',
      language: 'jsx',
      ...marked`
        import { useEffect } from 'react'
        export function Tuner({ station }) {
          useEffect(() => {
            let over = false
            let stop = () => {}
            async function tune() {
              const { Radio } = await import('./radio')
              const radio = new Radio(station)
              await radio.play()
              stop = () => radio.close()
              ~~~~ unended {"place": "stop", "wait": "line 7", "other": "line 15"}
            }
            tune()
            return () => {
              over = true
              stop()
            }
          }, [station])
          return null
        }
      `,
    },
    {
      name: 'a component of Vue, which may go away while it loads',
      language: 'ts',
      options: [{ thorough: true }],
      ...marked`
        import { onMounted, onUnmounted } from 'vue'
        export function useGlobe(stage: HTMLElement) {
          let globe: { spin(): void, destroy(): void } | undefined
          onMounted(async () => {
            const { Globe } = await import('./globe')
            globe = new Globe(stage)
            ~~~~~ unwanted {"place": "globe", "wait": "line 5", "other": "line 9"}
            globe.spin()
          })
          onUnmounted(() => globe?.destroy())
        }
      `,
    },
    {
      name: 'the same in a box, by a promise',
      language: 'js',
      options: [{ thorough: true }],
      ...marked`
        import { onBeforeUnmount, onMounted, shallowRef } from 'vue'
        export function useGlobe(stage) {
          const globe = shallowRef()
          onMounted(() => {
            import('./globe').then(({ Globe }) => { globe.value = new Globe(stage) })
                                                    ~~~~~~~~~~~ unwanted {"place": "globe.value", "wait": "line 5", "other": "line 7"}
          })
          onBeforeUnmount(() => { globe.value?.destroy() })
          return globe
        }
      `,
    },
    {
      name: 'an effect that is run again',
      language: 'jsx',
      ...marked`
        import { useEffect } from 'react'
        export function Ticker({ pair }) {
          useEffect(() => {
            let feed
            ticketFor(pair).then((ticket) => {
              feed = new EventSource('/ticks/' + ticket)
              ~~~~ unended {"place": "feed", "wait": "line 5", "other": "line 8"}
            })
            return () => feed?.close()
          }, [pair])
          return null
        }
      `,
    },
    {
      name: 'by an async function inside, and a function that ends',
      language: 'jsx',
      ...marked`
        import { useEffect } from 'react'
        export function Ticker({ pair }) {
          useEffect(() => {
            let stop
            const begin = async () => {
              const ticket = await ticketFor(pair)
              stop = listen(ticket, draw)
              ~~~~ unended {"place": "stop", "wait": "line 6", "other": "line 11"}
            }
            begin()
            return () => {
              if (stop) stop()
            }
          }, [pair])
          return null
        }
      `,
    },
    {
      name: 'an observable',
      ...marked`
        import { Observable } from 'rxjs'
        export function withTicket(forward) {
          return new Observable((observer) => {
            let inner
            ticketFor('all').then((ticket) => {
              inner = forward(ticket).subscribe(observer)
              ~~~~~ unended {"place": "inner", "wait": "line 5", "other": "line 9"}
            }).catch((error) => observer.error(error))
            return () => {
              if (inner) inner.unsubscribe()
            }
          })
        }
      `,
    },
    {
      name: 'whoever has the function that ends may call it early, with thorough',
      options: [{ thorough: true }],
      ...marked`
        export function follow(pair) {
          let feed
          ticketFor(pair).then((ticket) => {
            feed = new EventSource('/ticks/' + ticket)
            ~~~~ unended {"place": "feed", "wait": "line 3", "other": "line 6"}
          })
          return () => feed?.close()
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- what a component keeps from one time to the next

const gauge = (behind: string, before = '', end = 'gauge.current = null'): string => text`
  import { useEffect, useRef } from 'react'
  export function Gauge({ scale, box, mounted }) {
    const gauge = useRef(null)
    useEffect(() => {
      ${before}
      const open = async () => {
        const marks = await fetch(scale)
        ${behind}
        gauge.current = new WebSocket(marks)
      }
      void open()
      return () => {
        gauge.current?.close()
        ${end}
      }
    }, [scale])
    return null
  }
`

run(rule, {
  valid: [
    { name: 'the effect notes that it is over', code: gauge('if (over) return', 'let over = false', 'over = true') },
    { name: 'asked whether the component is there', code: gauge('if (!mounted.current) return') },
    { name: 'asked for the element that it is drawn in', code: gauge('if (box.current === null) return') },
  ],
  invalid: [
    { name: 'nobody asks', code: gauge(''), errors: [{ messageId: 'unended', line: 9, column: 7 }] },
    { name: 'nothing is put there at the end', code: gauge('', '', ''), errors: [{ messageId: 'unended', line: 9, column: 7 }] },
  ],
})

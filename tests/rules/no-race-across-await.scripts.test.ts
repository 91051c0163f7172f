import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Functions that scripts of a page put where other scripts find them.

run(rule, {
  valid: [
    {
      name: 'put nowhere, or into an object of its own',
      options: [{ thorough: true }],
      code: text`
        (function (page) {
          var tape = null
          var own = {}
          function begin(ready) {
            if (tape) return ready(tape)
            navigator.mediaDevices.getUserMedia({ audio: true }).then(function (sound) {
              tape = new MediaRecorder(sound)
              ready(tape)
            })
          }
          own.begin = begin
          begin(print)
        })(window)
      `,
    },
  ],
  invalid: [
    {
      name: 'put into the global object, by its name or as what a function is given that is called on the spot',
      ...marked`
        (function (page) {
          var tape = null
          function begin(ready) {
            if (tape) return ready(tape)
            navigator.mediaDevices.getUserMedia({ audio: true }).then(function (sound) {
              tape = new MediaRecorder(sound)
              ~~~~ second {"who": "${'`begin`'}", "place": "tape", "read": "line 4", "wait": "line 5", "other": "line 10"}
              ready(tape)
            })
          }
          function finish() { tape.stop(); tape = null }
          page.Dictaphone = { begin: begin, finish: finish }
        })(window)
      `,
    },
  ],
})

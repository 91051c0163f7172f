import rule from '../../src/rules/no-blocking-loop.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- functions that run in a worker, from their source

const recorder = (start: string): string => text`
  import InlineWorker from 'inline-worker'
  const record = function () {
    let tracks = []
    self.onmessage = ({ data }) => {
      for (let track = 0; track < data.tracks; track++) tracks[track] = []
    }
  }
  document.title = 'Recorder'
  ${start}
`

run(rule, {
  valid: [{ name: 'a function that a worker is made of', language: 'js', code: recorder('export const worker = new InlineWorker(record, {})') }],
  invalid: [
    {
      name: 'a function that runs here',
      language: 'js',
      ...marked`
        import InlineWorker from 'inline-worker'
        const record = function () {
          let tracks = []
          self.onmessage = ({ data }) => {
            for (let track = 0; track < data.tracks; track++) tracks[track] = []
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ counted
          }
        }
        document.title = 'Recorder'
        record()
      `,
    },
  ],
})

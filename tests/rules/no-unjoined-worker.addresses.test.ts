import rule from '../../src/rules/no-unjoined-worker.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Addresses of blobs in a field, made anew for each file, and revoked in the end.

const picker = (show: string, dispose = 'if (this.url) URL.revokeObjectURL(this.url)'): string => text`
  export class Picker {
    url = null
    constructor(image, input) {
      this.image = image
      input.addEventListener('change', () => this.show(input.files[0]))
    }
    show(file) {
      ${show}
      this.image.src = this.url
    }
    dispose() { ${dispose} }
  }
`

run(rule, {
  valid: [
    { name: 'the last one is revoked first', code: picker('if (this.url) URL.revokeObjectURL(this.url)\n      this.url = URL.createObjectURL(file)') },
    { name: 'revoked once it is shown', code: picker('this.url = URL.createObjectURL(file)\n      this.image.onload = () => URL.revokeObjectURL(this.url)') },
    { name: 'shown once only', code: picker('this.url ??= URL.createObjectURL(file)') },
    { name: 'never revoked by this file', code: picker('this.url = URL.createObjectURL(file)', 'this.url = null') },
  ],
  invalid: [
    {
      name: 'another one for each file',
      ...marked`
        export class Picker {
          url = null
          constructor(image, input) {
            this.image = image
            input.addEventListener('change', () => this.show(input.files[0]))
          }
          show(file) {
            this.url = URL.createObjectURL(file)
                       ~~~~~~~~~~~~~~~~~~~ replaced {"noun": "object URL", "place": "this.url", "harm": "its blob stays in memory until the page is closed", "repair": "Call \u0060URL.revokeObjectURL()\u0060"}
            this.image.src = this.url
          }
          dispose() {
            if (this.url) URL.revokeObjectURL(this.url)
          }
        }
      `,
    },
  ],
})

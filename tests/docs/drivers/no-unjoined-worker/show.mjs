import { Preview } from '../preview.js'

customElements.define('page-preview', Preview)
for (let i = 0; i < 3; i++) {
  const preview = document.createElement('page-preview')
  preview.title = `page ${i}`
  document.body.append(preview)
  while (preview.textContent === '') await new Promise((resolve) => setTimeout(resolve))
  preview.remove()
}
console.log(await globalThis.workersLeft(), 'workers left')

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What an effect sets to load, and tells of its end by a listener.

const stamp = (effect: string, watched = '[file]'): string => text`
  import { useEffect, useState } from 'react'
  export function Stamp() {
    const [file, setFile] = useState(null)
    const [picture, setPicture] = useState('')
    useEffect(() => {
      ${effect}
    }, ${watched})
    return <input type="file" title={picture} onChange={(event) => setFile(event.target.files[0])} />
  }
`

const read = 'const reader = new FileReader(); reader.onload = () => setPicture(reader.result); reader.readAsDataURL(file)'

run(rule, {
  valid: [
    { name: 'the cleanup breaks it off', filename: 'stamp.jsx', code: stamp(`${read}; return () => reader.abort()`) },
    { name: 'or says that it is over, which is asked', filename: 'stamp.jsx', code: stamp('let over = false; const reader = new FileReader(); reader.onload = () => { if (!over) setPicture(reader.result) }; reader.readAsDataURL(file); return () => { over = true }') },
    { name: 'the effect runs once', filename: 'stamp.jsx', code: stamp(read, '[]') },
    { name: 'something else is read each time', filename: 'stamp.jsx', code: stamp('const reader = new FileReader(); reader.onload = () => setPicture(reader.result); reader.readAsDataURL(LOGO)') },
    { name: 'only that something has come is told', filename: 'stamp.jsx', code: stamp("const reader = new FileReader(); reader.onload = () => setPicture('there'); reader.readAsDataURL(file)") },
    { name: 'somebody else has made the reader', filename: 'stamp.jsx', code: stamp('const reader = readers.next(); reader.onload = () => setPicture(reader.result); reader.readAsDataURL(file)') },
  ],
  invalid: [
    {
      name: 'the older file may be read last',
      filename: 'stamp.jsx',
      ...marked`
        import { useEffect, useState } from 'react'
        export function Stamp() {
          const [file, setFile] = useState(null)
          const [picture, setPicture] = useState('')
          useEffect(() => {
            if (!file) return
            const reader = new FileReader()
            reader.addEventListener('load', () => setPicture(reader.result))
                                                  ~~~~~~~~~~~~~~~~~~~~~~~~~ overtaken
            reader.readAsDataURL(file)
          }, [file])
          return <input type="file" title={picture} onChange={(event) => setFile(event.target.files[0])} />
        }
      `,
    },
    {
      name: 'with thorough, an image of what the component is given',
      filename: 'stamp.jsx',
      options: [{ thorough: true }],
      ...marked`
        import { useEffect, useState } from 'react'
        export function useStamp(address) {
          const [shown, setShown] = useState()
          useEffect(() => {
            const image = new Image()
            image.onload = () => setShown({ address })
                                 ~~~~~~~~~~~~~~~~~~~~~ overtaken
            image.onerror = () => setShown(null)
            image.src = address
          }, [address])
          return shown
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is pressed is off while it is waited for, as the page draws it.
const language = 'jsx'

const form = (button: string, send = 'form.handleSubmit(send)', first = ''): string => text`
  import { useState } from 'react'
  import { useForm } from 'react-hook-form'
  import { harbour } from './harbour.js'
  export function Berth() {
    const [fault, setFault] = useState(null)
    const [isSending, setIsSending] = useState(false)
    const form = useForm()
    const send = async (values) => {
      ${first}
      const { error } = await harbour.berths.check({ name: values.name })
      if (error) setFault(error.message)
      setIsSending(false)
    }
    return (
      <form onSubmit={${send}}>
        <p>{fault}</p>
        ${button}
      </form>
    )
  }
`
const lost = { errors: [{ messageId: 'overtaken', line: 11, column: 16 }] } as const

const request = (wait: string, button: string): string => text`
  import { useState } from 'react'
  import { useForm } from 'react-hook-form'
  import { useImport, usePreview } from './harbour.js'
  export function Manifest() {
    const { mutateAsync: preview, isPending: isPreviewing } = usePreview()
    const importing = useImport()
    const [cargo, setCargo] = useState(null)
    const form = useForm()
    const isBusy = isPreviewing || importing.isPending
    const look = async (values) => {
      ${wait}
      setCargo(found)
    }
    return (
      <form onSubmit={form.handleSubmit(look)}>
        <p>{cargo.name}</p>
        ${button}
      </form>
    )
  }
`
const replaced = (line: number) => ({ errors: [{ messageId: 'overtaken', line, column: 5 }] }) as const

/** A component of a class with a switch, which is turned by what a server answers. */
const lamp = (drawn: string, first = 'this.setState({ turning: true })'): string => text`
  import { Component } from 'react'
  export class Lamp extends Component {
    state = { isLit: false, turning: false }
    turn = async () => {
      const { isLit } = this.state
      ${first}
      await this.props.harbour.light(!isLit)
      this.setState({ isLit: !isLit })
      this.setState({ turning: false })
    }
    render() {
      const { isLit, turning } = this.state
      return <div>${drawn}</div>
    }
  }
`
const twice = { errors: [{ messageId: 'lost', line: 8, column: 21 }] } as const

run(rule, {
  valid: [
    { name: 'by a field of the state that is set before the wait', language, code: lamp('<Switch value={isLit} onValueChange={this.turn} disabled={this.props.locked || turning} />') },
    { name: 'by the field itself', language, code: lamp('<Switch value={isLit} onValueChange={this.turn} disabled={this.state.turning} />') },
    { name: 'in that it is not drawn', language, code: lamp('{this.props.open && !turning && (<><Button onPress={async () => { await this.turn() }}>{String(isLit)}</Button></>)}') },
    { name: 'in that something else is drawn', language, code: lamp('{turning ? <Spinner /> : <Button onPress={this.turn}>{String(isLit)}</Button>}') },
    { name: 'by what is set before the wait', language, code: form('<Button type="submit" disabled={isSending}>Save</Button>', undefined, 'setIsSending(true)') },
    { name: 'by what the form knows of its sending', language, code: form('<Button type="submit" disabled={!form.isValid || form.formState.isSubmitting}>Save</Button>') },
    { name: 'by the request that is waited for', language, code: request('const found = await preview(values.file)', '<Button type="submit" isLoading={isBusy}>Look</Button>') },
    { name: 'by the request of an object', language, code: request('const found = await importing.mutateAsync(values.file)', '<Button type="submit" isLoading={isBusy}>Look</Button>') },
  ],
  invalid: [
    { name: 'a field of the state that is set late', language, code: lamp('<Switch value={isLit} onValueChange={this.turn} disabled={turning} />', ''), errors: [{ messageId: 'lost', line: 8, column: 21 }] },
    { name: 'a switch that only shows it', language, code: lamp('<Switch value={isLit} onValueChange={this.turn} loading={turning} />'), ...twice },
    { name: 'a switch that says nothing of it', language, code: lamp('<Switch value={isLit} onValueChange={this.turn} />'), ...twice },
    { name: 'drawn while it runs', language, code: lamp('{turning && <Button onPress={this.turn}>{String(isLit)}</Button>}'), ...twice },
    { name: 'never', language, code: form('<Button type="submit">Save</Button>'), ...lost },
    { name: 'once it is over', language, code: form('<Button type="submit" disabled={isSending}>Save</Button>'), ...lost },
    { name: 'and one that is not', language, code: form('<Button type="submit" disabled={isSending}>Save</Button><Button type="submit">Again</Button>', undefined, 'setIsSending(true)'), ...lost },
    { name: 'without the library that knows', language, code: form('<Button type="submit" disabled={form.formState.isSubmitting}>Save</Button>', 'send'), ...lost },
    { name: 'by one request of two', language, code: request('await preview(values.name)\n    const found = await importing.mutateAsync(values.file)', '<Button type="submit" isLoading={isPreviewing}>Look</Button>'), ...replaced(13) },
    { name: 'where both have to say so', language, code: request('const found = await preview(values.file)', '<Button type="submit" disabled={isPreviewing && importing.isPending}>Look</Button>'), ...replaced(12) },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- hooks that run once for each instance of a component

run(rule, {
  valid: [
    {
      name: 'what a script of a component does when it is mounted is done once for its own variables',
      language: 'ts',
      code: text`
        import { onMounted, ref } from 'vue'
        const props = defineProps<{ parcel: string }>()
        const route = ref(null)
        onMounted(async () => {
          route.value = await tracker.findRoute({ parcel: props.parcel })
        })
      `,
    },
    {
      name: 'so is what only that calls',
      language: 'ts',
      code: text`
        import { onBeforeUnmount, onMounted } from 'vue'
        const props = defineProps<{ camera: string }>()
        let picture: MediaStream | undefined
        async function openCamera() {
          picture = await openStream(props.camera)
        }
        onMounted(async () => {
          await openCamera()
        })
        onBeforeUnmount(() => {
          for (const track of picture?.getTracks() ?? []) track.stop()
        })
      `,
    },
    {
      name: 'a function that sets an instance up has variables of its own',
      language: 'ts',
      code: text`
        import { onMounted, shallowRef } from 'vue'
        export function useParcel(props) {
          const parcel = shallowRef()
          const load = async () => {
            parcel.value = await tracker.findParcel(props.id)
          }
          onMounted(load)
          return parcel
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'something else runs it again, for what has changed',
      language: 'ts',
      ...marked`
        import { onMounted, ref, watch } from 'vue'
        const props = defineProps<{ parcel: string }>()
        const route = ref(null)
        async function load() {
          route.value = await tracker.findRoute({ parcel: props.parcel })
          ~~~~~~~~~~~ overtaken
        }
        onMounted(load)
        watch(() => props.parcel, load)
      `,
    },
    {
      name: 'what the module keeps is of all instances',
      language: 'ts',
      ...marked`
        import { onMounted } from 'vue'
        let socket: WebSocket | undefined
        export function useFeed() {
          onMounted(async () => {
            if (!socket) {
              const address = await findAddress()
              socket = new WebSocket(address)
              ~~~~~~ second
            }
          })
        }
        export function closeFeed() {
          socket?.close()
          socket = undefined
        }
      `,
    },
    {
      name: 'what was only got for an instance is of all of them',
      language: 'ts',
      ...marked`
        import { onMounted } from 'vue'
        import { useLedger } from './ledger.ts'
        const ledger = useLedger()
        onMounted(async () => {
          ledger.visits = ledger.visits + (await countVisits())
          ~~~~~~~~~~~~~ lost
        })
      `,
    },
  ],
})

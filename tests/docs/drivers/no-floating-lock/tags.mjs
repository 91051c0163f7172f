import { turn, turns } from '../turns.mjs'

let tags = []
globalThis.readTags = () => turn(tags)
globalThis.writeTags = async (all) => {
  await turn()
  tags = all
}
const { addTag, addTags } = await import('../example.js')

async function kept(adding) {
  tags = []
  await adding
  await turns(20)
  return `${tags.length} of 2`
}
const one = await kept(Promise.all([addTag('a'), addTag('b')]))
const all = await kept(addTags(['a', 'b']))
console.log(`addTag ${one}, addTags ${all}`)

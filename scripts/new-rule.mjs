// npm run new-rule NAME: writes a rule, its test and its page, and regenerates what lists them. The files work as they are.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const [name] = process.argv.slice(2)
if (!/^(no|require|prefer|consistent)(-[a-z]+)+$/.test(name ?? '')) stop('Usage: npm run new-rule NAME, where NAME is like no-something, require-something, prefer-something or consistent-something')

const rule = `src/rules/${name}.ts`
if (existsSync(rule)) stop(`${rule} exists`)

write(rule, `import { calledName, nodesOf } from '../utils/nodes.ts'
import { createRule } from '../utils/rule.ts'

export default createRule({
  name: '${name}',
  meta: {
    type: 'problem',
    docs: {
      description: 'disallow calls of replaceMe',
      category: 'Coordination',
      recommended: false,
    },
    schema: [],
    messages: {
      called: 'What goes wrong here, what harm it does, how to repair it.',
    },
  },
  check(context) {
    for (const call of nodesOf(context.sourceCode).calls) {
      if (calledName(call) === 'replaceMe') context.report({ node: call, messageId: 'called' })
    }
  },
})
`)

write(`tests/rules/${name}.test.ts`, `import rule from '../../src/rules/${name}.ts'
import { marked } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [{ name: 'another function', code: 'keepMe()' }],
  invalid: [
    {
      name: 'the function itself',
      ...marked\`
        replaceMe()
        ~~~~~~~~~~~ called
      \`,
    },
  ],
})
`)

write(`docs/rules/${name}.md`, `# ${name}

What the fault is, in one or two sentences.

## What happens

What goes wrong at run time, and when it shows. *Incorrect*:

\`\`\`js incorrect
replaceMe() // faulty: why
\`\`\`

## Repair

What to write instead. *Correct*:

\`\`\`js correct
keepMe()
\`\`\`

## Known limits

What the rule does not see.

## When to switch it off

For whom the fault is none.
`)

run(process.execPath, 'scripts/generate.mjs', ...(process.argv.includes('--index') ? ['--index'] : []))
console.log(`Next: ${rule}, tests/rules/${name}.test.ts, docs/rules/${name}.md, examples/`)

function write(path, content) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  console.log(`wrote ${path}`)
}

function run(command, ...args) {
  const { status } = spawnSync(command, args, { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

function stop(message) {
  console.error(message)
  process.exit(2)
}

import rule from '../../src/rules/no-blocking-loop.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Functions that answer requests by what they are called: fields of a GraphQL schema, exports named like methods of HTTP.

/** A field that draws a board, held by a name, below a type of the schema, with what its first two parameters are. */
const board = (holder: string, type: string, parameters: string, head = 'for (let row = 0; row < rows; row++) cells.push(row % 2)'): string => text`
  ${holder} = {
    ${type}: {
      board(${parameters}) {
        const cells = []
        ${head}
        return cells
      },
    },
  }
`

const counted = { messageId: 'counted' as const, line: 5, column: 7 }

run(rule, {
  valid: [
    { name: 'what came of the field above', code: board('export const resolvers', 'Query', '{ rows }, args') },
    { name: 'a type of another kind', code: board('export const resolvers', 'Board', 'parent, { rows }') },
    { name: 'an object of another name', code: board('export const shapes', 'Query', 'parent, { rows }') },
    { name: 'a number that is cut', code: board('export const resolvers', 'Query', 'parent, { rows }', 'for (let row = 0; row < Math.min(rows, 64); row++) cells.push(row % 2)') },
  ],
  invalid: [
    { name: 'the arguments of a query', code: board('export const resolvers', 'Query', 'parent, { rows }'), errors: [counted] },
    { name: 'the same of a change', code: board('const boardResolvers', 'Mutation', '_, { rows }'), errors: [counted] },
    { name: 'a member of the arguments', code: board('export const resolvers', 'Query', 'parent, args', 'for (let row = 0; row < args.rows; row++) cells.push(row % 2)'), errors: [counted] },
    {
      name: 'given to a server where it is written',
      ...marked`
        import { ApolloServer } from '@apollo/server'
        export const server = new ApolloServer({
          typeDefs,
          resolvers: {
            Query: {
              pairs: (parent, { names }) => names.filter((name) => names.some((other) => other !== name && other.startsWith(name))),
                                                  ~~~~~~ search
            },
          },
        })
      `,
    },
  ],
})

/** An exported function that holds all that it is sent against all. */
const route = (head: string, answer: string): string => text`
  ${head} {
    const { names } = await request.json()
    const alike = names.filter((name) => names.some((other) => other !== name && other.startsWith(name)))
    return ${answer}
  }
`

const searched = { messageId: 'search' as const, line: 3, column: 23 }

run(rule, {
  valid: [
    { name: 'a helper of that name which answers nobody', code: route('export async function POST(request)', 'alike') },
    { name: 'a function of another name', code: route('export async function compare(request)', 'Response.json(alike)') },
    { name: 'an answer that is made by a class of this file', code: `class Response {}\n${route('export async function POST(request)', 'new Response(alike)')}` },
  ],
  invalid: [
    { name: 'it answers', code: route('export async function POST(request)', 'Response.json(alike)'), errors: [searched] },
    { name: 'it says what it is given', code: route('export async function PUT(request: Request)', 'answer(alike)'), language: 'ts', errors: [searched] },
    { name: 'with what a framework answers', code: `import { NextResponse } from 'next/server'\n${route('export async function POST(request)', 'NextResponse.json(alike)')}`, errors: [{ ...searched, line: 4 }] },
  ],
})

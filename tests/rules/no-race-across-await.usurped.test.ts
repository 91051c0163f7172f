import rule from '../../src/rules/no-race-across-await.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A transaction of one caller in a field of the one object that serves all.

const harbour = (before: string, kind = '@Injectable()', after = ''): string => text`
  import { Injectable, Scope } from '@nestjs/common'
  import { DataSource, QueryRunner } from 'typeorm'
  ${kind}
  export class Harbour {
    private runner: QueryRunner
    constructor(private source: DataSource) {}
    async begin() {
      ${before}
      this.runner = this.source.createQueryRunner()
      await this.runner.startTransaction()
      ${after}
    }
    async commit() {
      await this.runner.commitTransaction()
      await this.runner.release()
    }
  }
`

run(rule, {
  valid: [
    { name: 'an object for each request', language: 'ts', code: harbour('', '@Injectable({ scope: Scope.REQUEST })') },
    { name: 'nothing says that it serves all', language: 'ts', code: harbour('', '') },
    { name: 'who looks first whether there is one', language: 'ts', code: harbour("if (this.runner) throw new Error('busy')") },
    {
      name: 'handed to the caller',
      language: 'ts',
      code: text`
        import { Injectable } from '@nestjs/common'
        import { DataSource, QueryRunner } from 'typeorm'
        @Injectable()
        export class Harbour {
          constructor(private source: DataSource) {}
          async begin() {
            const runner = this.source.createQueryRunner()
            await runner.startTransaction()
            return runner
          }
          async commit(runner: QueryRunner) {
            await runner.commitTransaction()
            await runner.release()
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'kept in a field of a service',
      language: 'ts',
      code: harbour('await this.source.ready'),
      errors: [{ messageId: 'usurped', line: 9, column: 5, data: { who: '`begin`', place: 'this.runner', other: 'line 14' } }],
    },
    {
      name: 'the same, which the caller gets as well',
      language: 'ts',
      code: harbour('', '@Injectable()', 'return this.runner'),
      errors: [{ messageId: 'usurped', line: 9, column: 5 }],
    },
  ],
})

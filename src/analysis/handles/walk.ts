import type { SpawnModel } from '../../knowledge/schema.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Node, wrapped } from '../../utils/syntax.ts'
import type { Variable } from '../resolve/bindings.ts'
import type { Times } from '../roles/times.ts'
import type { Deed, Use } from './deeds.ts'
import type { Standing, Trail } from './trail.ts'

/** More expressions than this and somebody else is taken to own it. */
const MOST_STEPS = 400

const HAS_EVENT: ReadonlySet<string> = new Set(['Identifier', 'MemberExpression', 'CallExpression', 'NewExpression'])

/** The expressions that stand for a handle, one after the other, and what was found on the way; what a step is, `Follower` says. */
export abstract class Walk implements Trail {
  readonly uses: Use[] = []
  readonly variables = new Set<Variable>()
  anchor: Node
  isOneOfMany = false
  times?: Times
  readonly sourceCode: SourceCode
  readonly model: SpawnModel
  private readonly queue: Standing[]
  private readonly seen = new Set<Node>()

  constructor(sourceCode: SourceCode, model: SpawnModel, from: readonly Standing[]) {
    this.sourceCode = sourceCode
    this.model = model
    this.queue = [...from]
    this.anchor = (from[0] as Standing).node
  }

  run(): void {
    for (let i = 0; i < this.queue.length; i++) {
      const standing = this.queue[i] as Standing
      if (i >= MOST_STEPS) {
        this.use(standing, { does: 'give' })
        return
      }
      const key = wrapped(standing.node)
      if (this.seen.has(key)) continue
      this.seen.add(key)
      this.step(standing, key)
    }
  }

  protected use(from: Standing, use: Omit<Use, 'at' | 'part'>, at: Node = from.origin ?? from.node): void {
    this.uses.push({ ...use, at: from.at ?? at, ...(from.part !== undefined && { part: from.part }) })
  }

  protected does(from: Standing, deed: Deed): void {
    this.use(from, { does: deed })
  }

  protected go(from: Standing, node: Node, more: Partial<Standing> = {}): void {
    const origin = HAS_EVENT.has(node.type) ? node : (from.origin ?? from.node)
    if (more.isCollection) this.isOneOfMany = true
    this.queue.push({ ...from, origin, node, ...more })
  }

  /** What the code around an expression does with the handle, and where it goes on. */
  protected abstract step(from: Standing, outer: Node): void
}

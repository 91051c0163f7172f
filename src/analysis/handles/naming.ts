import type { TSESTree } from '@typescript-eslint/utils'

import { keyName, type Node } from '../../utils/syntax.ts'
import { isExportedVariable, sourcesOf, type Variable, variableOf } from '../resolve/bindings.ts'
import { type Location, locationOf } from '../resolve/location.ts'
import { comesBefore, fieldLocation, isUsing, outlives } from './scopes.ts'
import type { Standing } from './trail.ts'
import { Walk } from './walk.ts'

/** What a handle is put into: variables, patterns, fields and elements. */
export abstract class Naming extends Walk {
  protected stepInto(from: Standing, target: Node, at: Node): void {
    switch (target.type) {
      case 'Identifier':
        this.stepIntoVariable(from, target, at)
        break
      case 'MemberExpression':
        this.keep(from, target)
        break
      case 'ObjectPattern':
        for (const property of target.properties) {
          if (property.type === 'RestElement') continue
          const name = keyName(property) ?? ''
          if (this.model.handles?.includes(name)) this.stepInto({ ...from, part: name }, property.value, at)
          else if (this.model.ends.includes(name)) this.stepInto({ ...from, isEnd: true }, property.value, at)
        }
        break
      case 'ArrayPattern':
        if (this.model.handles) this.stepIntoTuple(from, target, at)
        else this.does(from, 'give')
        break
      default:
        this.does(from, 'give')
    }
  }

  protected stepIntoTuple(from: Standing, target: TSESTree.ArrayPattern, at: Node): void {
    target.elements.forEach((element, index) => {
      if (element && this.model.handles?.includes(String(index))) this.stepInto({ ...from, part: String(index) }, element, at)
    })
  }

  protected stepIntoVariable(from: Standing, name: TSESTree.Identifier, at: Node): void {
    const variable = variableOf(this.sourceCode, name)
    if (!variable || variable.defs.length === 0 || isExportedVariable(variable)) this.does(from, 'give')
    else if (outlives(variable, name)) this.keep(from, name)
    else {
      if (isUsing(at)) this.use(from, { does: 'end' })
      this.readsOf(from, variable, name)
    }
  }

  /** What reads the variable, from where it got the handle on. */
  protected readsOf(from: Standing, variable: Variable, name?: Node): void {
    if (!sourcesOf(this.sourceCode, variable)) {
      this.does(from, 'give') // too many values to know which
      return
    }
    this.variables.add(variable)
    for (const reference of variable.references) {
      if (reference.isRead() && !(name && comesBefore(reference.identifier, name))) this.go(from, reference.identifier)
    }
  }

  protected keep(from: Standing, target: Node): void {
    const declared = target.type === 'PropertyDefinition' || target.type === 'AccessorProperty'
    const location = declared ? fieldLocation(this.sourceCode, target) : locationOf(this.sourceCode, target)
    const list = location?.path.at(-1) === '[]' && target.type === 'MemberExpression' ? locationOf(this.sourceCode, target.object) : undefined
    if (list && !from.isCollection) this.put(from, list, target)
    else if (location) this.use(from, { does: 'keep', place: { location, isElement: from.isCollection === true } }, target)
    else this.does(from, 'give')
  }

  /** `list[index] = handle`: one of several, in a list of the function or in one that outlives it. */
  protected put(from: Standing, list: Location, target: Node): void {
    const { root, path } = list
    if (root.kind === 'variable' && path.length === 0 && !outlives(root.variable, target) && !isExportedVariable(root.variable)) {
      this.isOneOfMany = true
      this.readsOf({ ...from, isCollection: true }, root.variable)
    } else this.use(from, { does: 'keep', place: { location: list, isElement: true } }, target)
  }
}

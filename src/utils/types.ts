import type { ParserServicesWithTypeInformation } from '@typescript-eslint/utils'
import type { Program, TypeChecker } from 'typescript'

import type { SourceCode } from './per-file.ts'
import { perFile } from './per-file.ts'

export interface TypeServices {
  readonly program: Program
  readonly checker: TypeChecker
  readonly esTreeNodeToTSNodeMap: ParserServicesWithTypeInformation['esTreeNodeToTSNodeMap']
  readonly tsNodeToESTreeNodeMap: ParserServicesWithTypeInformation['tsNodeToESTreeNodeMap']
}

/**
 * The type checker behind this file; undefined where no type information is configured. Types sharpen an answer and are
 * asked last: whatever the tree alone can decide comes first.
 */
export const typeServices = perFile((sourceCode: SourceCode): TypeServices | undefined => {
  const services = sourceCode.parserServices
  if (!services?.program || !services.esTreeNodeToTSNodeMap || !services.tsNodeToESTreeNodeMap) return undefined
  return {
    program: services.program,
    checker: services.program.getTypeChecker(),
    esTreeNodeToTSNodeMap: services.esTreeNodeToTSNodeMap,
    tsNodeToESTreeNodeMap: services.tsNodeToESTreeNodeMap,
  }
})

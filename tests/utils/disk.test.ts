import { mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readDisk } from '../../src/utils/disk.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'disk-'))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (name: string): string => path.join(folder, name)

describe('readDisk', () => {
  it('gives the same text while the file stays', () => {
    writeFileSync(at('a'), 'one')
    expect([readDisk(at('a')), readDisk(at('a'))]).toEqual(['one', 'one'])
  })

  it('sees that a file was written again, with the same length and date too', () => {
    writeFileSync(at('b'), 'one')
    const date = new Date('2026-01-01')
    utimesSync(at('b'), date, date)
    expect(readDisk(at('b'))).toBe('one')
    writeFileSync(at('new'), 'two')
    utimesSync(at('new'), date, date)
    renameSync(at('new'), at('b'))
    expect(readDisk(at('b'))).toBe('two')
  })

  it('sees that a file is gone', () => {
    writeFileSync(at('c'), 'one')
    expect(readDisk(at('c'))).toBe('one')
    rmSync(at('c'))
    expect(readDisk(at('c'))).toBeUndefined()
  })

  it('reads nothing where there is no regular file', () => {
    expect(readDisk(folder)).toBeUndefined()
    expect(readDisk(at('missing'))).toBeUndefined()
  })
})

// Puts the pictures of an album onto one sheet, with a program of its own.
import { spawn } from 'node:child_process'

export function contactSheet(pictures: readonly string[], target: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('montage', [...pictures, '-geometry', '64x64', target], { stdio: 'ignore' })
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      if (code === 0) resolve()
      else reject(new Error(`montage ended with ${code === null ? String(signal) : String(code)}`))
    })
  })
}

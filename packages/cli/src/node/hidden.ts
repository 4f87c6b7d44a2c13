import type { ReadStream } from 'node:tty'

/** Reads a line from a terminal without showing it. Ctrl-C interrupts the process, as it does otherwise. */
export function hiddenLine(terminal: ReadStream, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    let typed = ''
    const finish = (line: string | undefined): void => {
      terminal.off('data', take)
      signal.removeEventListener('abort', stop)
      terminal.setRawMode(false).pause()
      resolve(line)
    }
    const stop = (): void => finish(undefined)
    const take = (chunk: Buffer): void => {
      for (const character of chunk.toString('utf8')) {
        const ends = character === '\r' || character === '\n'
        if (ends || (character === '\u0004' && typed === '')) {
          finish(ends ? typed : undefined)
          return
        }
        if (character === '\u0003') process.kill(process.pid, 'SIGINT')
        else if (character === '\u007f' || character === '\b') typed = [...typed].slice(0, -1).join('')
        else if (character >= ' ') typed += character
      }
    }
    signal.addEventListener('abort', stop, { once: true })
    terminal.setRawMode(true).resume().on('data', take)
  })
}

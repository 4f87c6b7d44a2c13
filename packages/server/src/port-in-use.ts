import { readdir, readFile, readlink } from 'node:fs/promises'
import { get } from 'node:http'
import { basename } from 'node:path'

/** Says that a port is taken, by whom as far as that can be found out, and what to do. */
export async function portInUse(host: string, port: number): Promise<string> {
  const holder = (await listeningProcess(port)) ?? (await sameServer(host, port))
  const blame = holder === undefined ? 'another program' : holder
  return `port ${port} on ${host} is already taken by ${blame}; stop it, or choose another port with --port N (--port 0 takes a free one)`
}

/** On Linux: the process that holds the listening socket, if it may be looked at. */
async function listeningProcess(port: number): Promise<string | undefined> {
  try {
    const inode = await listeningInode(port)
    if (inode === undefined) return undefined
    for (const pid of await readdir('/proc')) {
      if (/^\d+$/.test(pid) && (await holds(pid, inode))) return `process ${pid} (${await commandOf(pid)})`
    }
  } catch {
    // Not Linux, or /proc is not for us to read: the message does without.
  }
  return undefined
}

/** The inode of a socket in state 0A (LISTEN) on the port, as /proc/net/tcp lists them. */
async function listeningInode(port: number): Promise<string | undefined> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of (await readFile(table, 'utf8')).split('\n')) {
      const columns = line.trim().split(/\s+/)
      if (columns[1]?.endsWith(suffix) === true && columns[3] === '0A') return columns[9]
    }
  }
  return undefined
}

async function holds(pid: string, inode: string): Promise<boolean> {
  try {
    const descriptors = await readdir(`/proc/${pid}/fd`)
    const links = await Promise.all(descriptors.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')))
    return links.includes(`socket:[${inode}]`)
  } catch {
    return false
  }
}

async function commandOf(pid: string): Promise<string> {
  const [program = '', script = ''] = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0')
  // No more of it: what follows can be a secret of whoever started it.
  return [program, script]
    .filter((word) => word !== '' && !word.startsWith('-'))
    .map((word) => basename(word))
    .join(' ')
}

/** Elsewhere: whether what answers there is a server like this one. */
function sameServer(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const request = get({ host, port, path: '/health', timeout: 500 }, (response) => {
      response.setEncoding('utf8').once('data', (body: string) => {
        resolve(
          body.includes('"status":"ok"')
            ? 'a server that answers /health, probably another mcp-auth-test-server'
            : undefined,
        )
        request.destroy()
      })
    })
    request.once('timeout', () => request.destroy())
    request.once('close', () => resolve(undefined))
    request.once('error', () => resolve(undefined))
  })
}

/** One HTTP request, as far as this client needs to say it. Redirects are never followed below this line. */
export interface FetchInit {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly redirect: 'manual'
  readonly signal: AbortSignal
  /** Refuse to connect to a loopback, private or link-local address, judged on the address actually dialled. */
  readonly publicOnly?: boolean
  /** How to get there, where that is not the usual way. */
  readonly route?: Route
}

/** What the user says about the way to servers. */
export interface Route {
  /** The proxy to go through. */
  readonly proxy: string | undefined
  /** Certificates of authorities to trust besides the usual ones, PEM. */
  readonly authorities: string | undefined
  /** Take any certificate. */
  readonly anyCertificate: boolean
}

/** What every `Response` has, and all that is used of it. */
export interface FetchResponse {
  readonly status: number
  readonly headers: { get(name: string): string | null }
  /** All of them, where the transport tells. */
  readonly headerList?: readonly (readonly [string, string])[] | undefined
  readonly body: AsyncIterable<Uint8Array> | null
  /** The address that answered, where the transport knows it. */
  readonly remoteAddress?: string | undefined
}

/** Sends one request. The global `fetch`, or a server's own, satisfies it. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchResponse>

/** A request that reached the callback listener, before anything about it is believed. */
export interface ListenerRequest {
  readonly method: string
  /** Path and query as they were on the request line. */
  readonly target: string
  readonly host: string | undefined
}

/** The listener's answer. */
export interface ListenerReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A loopback HTTP server. */
export interface Listener {
  readonly port: number
  /** Stops accepting, lets answers finish, and cuts what is left. */
  close(): Promise<void>
}

/** Opens a loopback HTTP server on the given literal addresses, all on one port (0 = any free one). */
export type Listen = (
  addresses: readonly string[],
  port: number,
  answer: (request: ListenerRequest) => ListenerReply,
) => Promise<Listener>

/** Runs a program with some standard input; rejects where it cannot be started. */
export type Program = (
  name: string,
  parameters: readonly string[],
  input: string,
) => Promise<{ readonly status: number; readonly stdout: string; readonly stderr: string }>

/** Everything a command may touch outside itself; `bin.ts` supplies the real ones, tests supply theirs. */
export interface Env {
  readonly fetch: Fetch
  readonly listen: Listen
  /** Whether `fetch` can go through a proxy here. */
  readonly knowsProxies: boolean
  readonly stdout: (text: string) => void
  readonly stderr: (text: string) => void
  /** How many characters a line of the terminal behind stdout has; `undefined` where there is none. */
  readonly columns?: number | undefined
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>
  readonly random: (bytes: number) => Uint8Array
  /** Opens a URL in the user's browser, without a shell. */
  readonly openBrowser: (url: string) => Promise<void>
  readonly stdin: {
    readonly isTTY: boolean
    /** All of it, for a value given as `-`. */
    readonly text: () => Promise<string>
    /** The next line, or `undefined` at its end or when the signal fires; a terminal does not show what is hidden. */
    readonly line: (signal: AbortSignal, hidden?: boolean) => Promise<string | undefined>
  }
  /** Runs a command line that the user gave, in their shell, and gives what it prints on its standard output. */
  readonly output: (command: string) => Promise<string>
  readonly program: Program
  readonly variables: Readonly<Record<string, string | undefined>>
  readonly platform: string
  readonly homeDirectory: string
  readonly workingDirectory: string
  readonly host: string
  readonly pid: number
  /** Whether a process of this host is still there. */
  readonly alive: (pid: number) => boolean
  /** Fires when the user interrupts. */
  readonly interrupted: AbortSignal
}

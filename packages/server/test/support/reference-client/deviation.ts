/** What a request of the reference client is for. */
export type Step =
  | 'mcp'
  | 'session-end'
  | 'resource-metadata'
  | 'server-metadata'
  | 'register'
  | 'push'
  | 'authorize'
  | 'token'
  | 'refresh'
  | 'device-authorization'
  | 'device-poll'
  | 'idp-login'
  | 'idp-token'

/** A request before it leaves, easy to change. */
export interface Message {
  readonly step: Step
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** What the reference client does beyond single messages; each is right by default. */
export interface Behaviour {
  /** Tries to get a token at all. */
  readonly authorizes: boolean
  /** Pushes authorization requests where the server requires that. */
  readonly pushes: boolean
  /** Asks for metadata of the resource at all. */
  readonly readsResourceMetadata: boolean
  /** Follows `resource_metadata` of the challenge. */
  readonly followsChallengeUrl: boolean
  readonly asksRootMetadataFirst: boolean
  readonly asksOpenIdFirst: boolean
  /** Registers again although it is registered. */
  readonly registersAgain: boolean
  readonly repeatsVerifier: boolean
  readonly repeatsState: boolean
  readonly checksState: boolean
  readonly checksIss: boolean
  /** Compares an `iss` that nothing has announced. */
  readonly comparesUnannouncedIss: boolean
  /** Insists on an `iss` that nothing has announced. */
  readonly insistsOnIss: boolean
  readonly normalisesIss: boolean
  /** Reads challenges by their grammar, not by searching for words. */
  readonly parsesChallenges: boolean
  readonly asksRootMetadata: boolean
  /** Takes the origin of the resource for the authorization server, where there is no metadata. */
  readonly fallsBackToOrigin: boolean
  readonly asksOpenId: boolean
  readonly checksResource: boolean
  readonly checksMetadataIssuer: boolean
  readonly checksPkceMethods: boolean
  /** Tries the next authorization server when one has no metadata. */
  readonly triesOtherServers: boolean
  /** Names itself by its URL only where the server takes that. */
  readonly checksDocumentSupport: boolean
  /** Registers where it thinks that it can, though nothing says so. */
  readonly registersUnannounced: boolean
  /** How often it repeats a registration that was refused. */
  readonly retriesRegistration: number
  readonly checksTokenType: boolean
  /** Asks for more scope after any 403. */
  readonly stepsUpOnAny403: boolean
  /** What the user does who is asked for consent. */
  readonly user: 'approves' | 'denies'
  /** Asks for less after an error response, whoever it is of. */
  readonly actsOnErrors: boolean
  readonly redeemsTwice: boolean
  /** Which scope it asks for, out of what the challenge and the metadata say. */
  readonly scope: 'by-rule' | 'everything' | 'too-little' | 'offline' | 'none'
  /** Asks for the scopes it had together with the challenged ones. */
  readonly unitesScopes: boolean
  /** How often it asks for more scope for one call. */
  readonly stepUps: number
  /** What it does when the token has ended. */
  readonly onExpiry: 'refresh' | 'login'
  readonly keepsOldRefreshToken: boolean
  readonly refreshesTwiceAtOnce: boolean
  /** How often it repeats a token request that was refused for good. */
  readonly retriesRefusedToken: number
  /** Opens a stream right after the 401, as the old transport would. */
  readonly fallsBackToStream: boolean
  readonly endsSession: boolean
  /** How long it waits between two polls, of the interval it was told. */
  readonly pollsAt: number
  readonly slowsDown: boolean
  readonly freshProofs: boolean
}

/** One named way to be wrong. */
export interface Deviation {
  readonly id: string
  /** Changes a message, or leaves it; undefined: it is not sent. */
  readonly rewrite?: (message: Message) => Message
  readonly behaviour?: Partial<Behaviour>
}

export const RIGHT: Behaviour = {
  authorizes: true,
  pushes: true,
  readsResourceMetadata: true,
  followsChallengeUrl: true,
  asksRootMetadataFirst: false,
  asksOpenIdFirst: false,
  registersAgain: false,
  repeatsVerifier: false,
  repeatsState: false,
  checksState: true,
  checksIss: true,
  comparesUnannouncedIss: true,
  insistsOnIss: false,
  normalisesIss: false,
  parsesChallenges: true,
  asksRootMetadata: true,
  fallsBackToOrigin: false,
  asksOpenId: true,
  checksResource: true,
  checksMetadataIssuer: true,
  checksPkceMethods: true,
  triesOtherServers: true,
  checksDocumentSupport: true,
  registersUnannounced: false,
  retriesRegistration: 0,
  checksTokenType: true,
  stepsUpOnAny403: false,
  user: 'approves',
  actsOnErrors: false,
  redeemsTwice: false,
  scope: 'by-rule',
  unitesScopes: true,
  stepUps: 1,
  onExpiry: 'refresh',
  keepsOldRefreshToken: false,
  refreshesTwiceAtOnce: false,
  retriesRefusedToken: 0,
  fallsBackToStream: false,
  endsSession: true,
  pollsAt: 1,
  slowsDown: true,
  freshProofs: true,
}

/** Changes the parameters of a form or a query, in messages of one step. */
export function withParams(step: Step, change: (params: URLSearchParams) => void): (message: Message) => Message {
  return (message) => {
    if (message.step !== step) return message
    if (message.method === 'POST') {
      const params = new URLSearchParams(message.body)
      change(params)
      return { ...message, body: params.toString() }
    }
    const url = new URL(message.url)
    change(url.searchParams)
    return { ...message, url: url.href }
  }
}

/** Changes the headers in messages of one step; undefined takes one away. */
export function withHeaders(
  step: Step,
  change: (message: Message) => Readonly<Record<string, string | undefined>>,
): (message: Message) => Message {
  return (message) => {
    if (message.step !== step) return message
    const headers = Object.entries({ ...message.headers, ...change(message) })
    return {
      ...message,
      headers: Object.fromEntries(headers.filter((pair): pair is [string, string] => pair[1] !== undefined)),
    }
  }
}

/** Changes the JSON body in messages of one step. */
export function withJson(
  step: Step,
  change: (body: Record<string, unknown>) => unknown,
): (message: Message) => Message {
  return (message) =>
    message.step === step && message.body !== undefined
      ? { ...message, body: JSON.stringify(change(JSON.parse(message.body) as Record<string, unknown>)) }
      : message
}

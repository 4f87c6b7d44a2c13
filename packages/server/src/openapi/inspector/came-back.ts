import { errorCodes, isOAuthErrorCode, type Reference } from '@mcp-auth/spec'
import type { Context } from '../../core/context.ts'

/** One parameter of an authorization response, with what it is. */
export interface Explained {
  readonly name: string
  readonly value: string
  readonly meaning: string
  readonly reference: Reference
}

/** Something about a response that a client must not let pass. */
export interface Warning {
  readonly text: string
  readonly reference: Reference
}

type Explain = (value: string, ctx: Context) => Omit<Explained, 'name' | 'value'>

const response: Reference = { document: 'rfc6749', section: '4.1.2' }
const refusal: Reference = { document: 'rfc6749', section: '4.1.2.1' }

const EXPLANATIONS: Readonly<Record<string, Explain>> = {
  code: (_, { config }) => ({
    meaning: `An authorization code: worth tokens, once, to the client it was given to that has its code verifier. Of this server it is good for ${config.codeLifetime} seconds.`,
    reference: response,
  }),
  state: () => ({
    meaning:
      'What the client sent along. It must be that of the request that this browser was sent with, or the answer belongs to another request.',
    reference: response,
  }),
  iss: (value, { issuer }) => ({
    meaning:
      value === issuer
        ? 'Who answers: this server, exactly. The client compares it with the issuer that it sent the request to.'
        : 'Who answers: not this server. The client compares it, as a string, with the issuer that it sent the request to.',
    reference: { document: 'rfc9207', section: '2.4' },
  }),
  error: (value) => ({
    meaning: isOAuthErrorCode(value)
      ? `Why there is no code. ${errorCodes[value].meaning}`
      : 'Why there is no code. This value is registered nowhere.',
    reference: isOAuthErrorCode(value) ? errorCodes[value].reference : refusal,
  }),
  error_description: () => ({
    meaning: 'The reason in words, for a developer; nothing for a program to look at.',
    reference: refusal,
  }),
  error_uri: () => ({
    meaning:
      'A page about the reason. It is a claim like the rest of the URL: look at where it leads before you open it.',
    reference: refusal,
  }),
}

const unknown: Explain = () => ({
  meaning: 'Nothing that an authorization response has by OAuth: a client ignores it.',
  reference: response,
})

/** What each parameter of a query is, in the order in which they came. */
export function explained(query: URLSearchParams, ctx: Context): readonly Explained[] {
  return [...query].map(([name, value]) => {
    const explain = Object.hasOwn(EXPLANATIONS, name) ? EXPLANATIONS[name] : undefined
    return { name, value, ...(explain ?? unknown)(value, ctx) }
  })
}

const TOKENS = ['access_token', 'refresh_token', 'id_token'] as const

/** What is wrong with a response, whoever sent it. */
export function warnings(query: URLSearchParams, { issuer }: Context): readonly Warning[] {
  const given = (name: string): string | undefined => query.getAll(name).find((value) => value !== '')
  const repeated = [...new Set(query.keys())].filter((name) => query.getAll(name).length > 1)
  const [code, error, iss] = [given('code'), given('error'), given('iss')]
  const found: readonly (Warning | false)[] = [
    ...repeated.map((name) => ({
      text: `${name} came more than once: a client must not choose one of them.`,
      reference: { document: 'rfc6749', section: '3.1' } as const,
    })),
    code !== undefined &&
      error !== undefined && { text: 'There is a code and an error: it is one or the other.', reference: response },
    code === undefined &&
      error === undefined && {
        text: 'There is neither a code nor an error: this is no answer to an authorization request.',
        reference: response,
      },
    iss === undefined && {
      text: 'iss is missing. This server announces it, so that a client must refuse an answer without it.',
      reference: { document: 'rfc9207', section: '2.4' },
    },
    iss !== undefined &&
      iss !== issuer && {
        text: `iss is not ${issuer}. If the request was sent there, this is a mix-up: redeem nothing.`,
        reference: { document: 'rfc9207', section: '2.4' },
      },
    given('state') === undefined && {
      text: 'state is missing. If the client sent one, it must refuse the answer.',
      reference: response,
    },
    ...TOKENS.map(
      (name) =>
        given(name) !== undefined && {
          text: `${name} is in the URL, where browser history, logs and other pages see it. There is no flow any more that sends it so.`,
          reference: { document: 'oauth21', section: '10.1' } as const,
        },
    ),
  ]
  return found.filter((warning) => warning !== false)
}

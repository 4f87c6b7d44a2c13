import { isJsonObject } from '../../core/json.ts'
import type { Step } from '../step.ts'

/** A token that the client got here. */
export interface IssuedToken {
  readonly value: string
  readonly kind: 'access_token' | 'refresh_token' | 'id_token' | 'id_jag'
  /** The exchange that gave it. */
  readonly step: Step
  readonly scope: readonly string[]
  readonly tokenType: string
}

const KINDS = ['access_token', 'refresh_token', 'id_token'] as const

/** Every token that the answers of token endpoints gave. */
export function issuedTokens(steps: readonly Step[]): readonly IssuedToken[] {
  return steps.flatMap((step) => {
    const { received } = step.reading
    if (step.exchange.response.status !== 200 || !isJsonObject(received)) return []
    const scope = typeof received['scope'] === 'string' ? received['scope'].split(' ') : []
    const tokenType = String(received['token_type'] ?? '')
    const exchanged = String(received['issued_token_type'] ?? '').endsWith('id-jag')
    return KINDS.flatMap((kind): readonly IssuedToken[] => {
      const value = received[kind]
      if (typeof value !== 'string') return []
      return [{ value, kind: exchanged && kind === 'access_token' ? 'id_jag' : kind, step, scope, tokenType }]
    })
  })
}

import { DpopProver } from '../oauth/dpop.ts'
import type { TokenEndpoint } from '../oauth/token.ts'
import type { Authorization } from './profile.ts'

/** Where a profile's next token comes from, with a prover of its own for the key. */
export function tokenEndpointOf({ issuer, tokenEndpoint, client, publicOnly, dpopKey }: Authorization): TokenEndpoint {
  return {
    issuer,
    tokenEndpoint,
    client,
    publicOnly,
    prover: dpopKey === undefined ? undefined : new DpopProver(dpopKey),
  }
}

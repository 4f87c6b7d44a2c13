import { createHash } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'
import { epochSeconds } from '../../core/clock.ts'
import { Collection } from '../../core/collection.ts'
import type { Context } from '../../core/context.ts'
import { isJsonObject } from '../../core/json.ts'
import { ownerOf } from '../session.ts'
import type { Asked } from './asked.ts'

/** For how long a request can be taken up again, in seconds: a person answers in between. */
const LIFETIME = 600

const TYPE = 'request-state+jwt'
const ALGORITHM = 'HS256'

/** What the server remembers of a request between its rounds, in the client's hands. */
export type State = Readonly<Record<string, unknown>>

interface Key {
  readonly secret: string
}

const keys = (ctx: Context): Collection<Key> => new Collection('request-state-keys', ctx.store, ctx.clock)

/**
 * Seals what the client is to send back (SEP-2322): a client can read it, and can neither change it nor use it for another
 * request, another caller or after its time. The SDK's own codec would do, but tells the time by the machine's clock.
 */
export async function seal(state: State, asked: Asked): Promise<string> {
  const { ctx } = asked.call
  return new SignJWT({ state })
    .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
    .setAudience(purpose(asked))
    .setExpirationTime(epochSeconds(ctx.clock) + LIFETIME)
    .sign(await keyOf(ctx))
}

/** The state that was sealed for this caller and this request. Throws for anything else. */
export async function unseal(sealed: string, asked: Asked): Promise<State> {
  const { ctx } = asked.call
  const { payload } = await jwtVerify(sealed, await keyOf(ctx), {
    algorithms: [ALGORITHM],
    typ: TYPE,
    audience: purpose(asked),
    currentDate: new Date(ctx.clock.now()),
    requiredClaims: ['exp'],
  })
  if (isJsonObject(payload['state'])) return payload['state']
  throw new Error('there is no state in it')
}

/** Who asks for what, as one word that tells neither. */
function purpose({ call, body }: Asked): string {
  const { caller, resource } = call
  const { method, params } = isJsonObject(body) ? body : {}
  const { name, uri, arguments: given } = isJsonObject(params) ? params : {}
  const asked = JSON.stringify([ownerOf(caller), resource.path, method, name, uri, given])
  return createHash('sha256').update(asked).digest('base64url')
}

/** One key for all who share the store. */
async function keyOf(ctx: Context): Promise<Uint8Array> {
  const id = 'current'
  const known = await keys(ctx).get(id)
  if (known === undefined) await keys(ctx).add(id, { secret: ctx.ids.secret() })
  const { secret = '' } = known ?? (await keys(ctx).get(id)) ?? {}
  return new TextEncoder().encode(secret)
}

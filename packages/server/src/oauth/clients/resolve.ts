import type { Context } from '../../core/context.ts'
import { type Client, clients } from '../records.ts'
import { isMetadataDocumentUrl, resolveMetadataDocument } from './metadata-document.ts'
import { seededClient } from './seeded.ts'

/** Finds the client of an id; undefined when it is unknown. Throws `invalid_client` when the id itself is of no use. */
export type Resolve = (clientId: string, ctx: Context) => Promise<Client | undefined>

/**
 * The client of this id: pre-registered, registered here, or described by the document at its URL; undefined when unknown.
 * Throws `invalid_client` when the id is a URL whose document is of no use.
 */
export async function resolveClient(clientId: string, ctx: Context): Promise<Client | undefined> {
  const seeded = seededClient(clientId, ctx)
  if (seeded !== undefined) return seeded
  if (isMetadataDocumentUrl(clientId)) return resolveMetadataDocument(clientId, ctx)
  return clients(ctx).get(clientId)
}

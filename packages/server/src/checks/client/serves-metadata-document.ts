import { defineCheck, eachOf } from '../check.ts'
import type { FetchedDocument } from '../facts/metadata-document.ts'

function problemOf({ url, status, contentType, document }: FetchedDocument): string | undefined {
  if (status !== 200) return `Its metadata document ${url} was answered ${status}.`
  if (document === undefined) return `What is at ${url} is no JSON object.`
  if (!/^application\/([a-z0-9.+-]+\+)?json/i.test(contentType))
    return `Its metadata document has the type ${contentType || 'none'}, not JSON.`
  if (document['client_id'] !== url)
    return `Its metadata document at ${url} has client_id ${JSON.stringify(document['client_id'])}.`
  if (typeof document['client_name'] !== 'string') return 'Its metadata document has no client_name.'
  const uris = document['redirect_uris']
  return Array.isArray(uris) && uris.length > 0 ? undefined : 'Its metadata document has no redirect_uris.'
}

/** C-REG-06 (CIMD §4.1). */
export const servesMetadataDocument = defineCheck({
  id: 'serves-metadata-document',
  requirement: 'client-serves-metadata-document',
  title: 'publishes a metadata document that is JSON, names its own URL, and has client_name and redirect_uris',
  arises: 'a client ID metadata document that the server could fetch',
  judge(facts) {
    return eachOf(facts.documents, problemOf, 'Its metadata document is whole, and names its own URL.')
  },
})

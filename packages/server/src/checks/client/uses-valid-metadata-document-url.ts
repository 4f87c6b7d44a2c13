import { defineCheck, eachOf } from '../check.ts'

function problemOf(clientId: string): string | undefined {
  if (!URL.canParse(clientId)) return `Its client ID ${clientId} is no URL.`
  const { protocol, pathname, username, password } = new URL(clientId)
  if (protocol !== 'https:') return `Its client ID ${clientId} is not an https URL.`
  if (pathname === '/') return `Its client ID ${clientId} has no path.`
  if (clientId.includes('#')) return `Its client ID ${clientId} has a fragment.`
  if (username !== '' || password !== '') return 'Its client ID has a user name or password in it.'
  const dots = /\/\.{1,2}(?:\/|\?|$)/.test(clientId)
  return dots ? `Its client ID ${clientId} has dot segments.` : undefined
}

/** C-REG-05 (CIMD §3). */
export const usesValidMetadataDocumentUrl = defineCheck({
  id: 'uses-valid-metadata-document-url',
  requirement: 'client-uses-valid-metadata-document-url',
  title:
    'names itself by an https URL with a path, no fragment, no user and no dot segments, where it does so by a URL',
  arises: 'a client ID that is a URL',
  judge(facts) {
    const named = facts.authorizations.filter(
      ({ clientId }) => clientId !== undefined && /^https?:\/\//i.test(clientId),
    )
    return eachOf(named, ({ clientId = '' }) => problemOf(clientId), 'Its client ID is an https URL with a path.')
  },
})

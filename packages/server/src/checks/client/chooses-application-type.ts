import { defineCheck, eachOf } from '../check.ts'

function urisOf(metadata: Readonly<Record<string, unknown>>): readonly string[] {
  const uris = metadata['redirect_uris']
  return Array.isArray(uris) ? uris.filter((uri): uri is string => typeof uri === 'string' && URL.canParse(uri)) : []
}

/** Whether a redirect URI ends on the user's own machine. */
function isLocal(uri: string): boolean {
  const { protocol, hostname } = new URL(uri)
  return !/^https?:$/.test(protocol) || ['127.0.0.1', '[::1]', 'localhost'].includes(hostname)
}

/** C-REG-11 (SEP-837; OIDC Registration §2). */
export const choosesApplicationType = defineCheck({
  id: 'chooses-application-type',
  requirement: 'client-chooses-application-type',
  title: 'registers as native with loopback or private-use redirect URIs, and as web with remote ones',
  arises: 'a dynamic registration with application_type and redirect_uris',
  judge(facts) {
    const said = facts.registrations.filter(
      ({ metadata }) => metadata['application_type'] !== undefined && urisOf(metadata).length > 0,
    )
    return eachOf(
      said,
      ({ metadata }) => {
        const uris = urisOf(metadata)
        const local = uris.filter((uri) => isLocal(uri))
        if (metadata['application_type'] === 'web' && local.length > 0)
          return `It registered as web with the redirect URI ${local[0]}.`
        if (metadata['application_type'] === 'native' && local.length === 0)
          return `It registered as native with remote redirect URIs only: ${uris[0]}.`
        return undefined
      },
      'Its application_type goes with its redirect URIs.',
    )
  },
})

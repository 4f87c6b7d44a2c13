import { broken, defineCheck, eachOf } from '../check.ts'
import { wordsOf } from '../facts/discovery.ts'

/** C-AZ-15 (SEP-2207). */
export const mayRequestOfflineAccess = defineCheck({
  id: 'may-request-offline-access',
  requirement: 'client-may-request-offline-access',
  title: 'asks for offline_access only where the server lists it',
  arises: 'an authorization request with the scope offline_access, after metadata of the authorization server',
  judge(facts) {
    const metadata = facts.serverMetadata.find(({ document }) => document !== undefined)
    const listed = wordsOf(metadata?.document, 'scopes_supported')?.includes('offline_access') === true
    if (metadata === undefined) return undefined
    const asked = facts.authorizations.filter(
      ({ params }) => params.get('scope')?.split(' ').includes('offline_access') === true,
    )
    return eachOf(
      asked,
      ({ step }) =>
        listed
          ? undefined
          : broken('It asked for offline_access, which the server does not list.', [step, metadata.step], {
              as: 'fail',
            }),
      'It asked for offline_access, which the server lists.',
    )
  },
})

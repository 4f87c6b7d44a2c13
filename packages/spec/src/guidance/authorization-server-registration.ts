import type { authorizationServerRegistration } from '../requirements/authorization-server-registration.ts'
import type { Guidance } from './guidance.ts'

/** A-REG. */
export const authorizationServerRegistrationGuidance = {
  'server-registers-dynamically': {
    cause: 'The answer has client_id alone or repeats the request, so the client does not learn what was changed.',
    remedy:
      'If you offer registration, answer 201 with all that is in force, and client_secret_expires_at with each secret (0 if it does not expire).',
  },
  'server-refuses-bad-registration': {
    cause: 'Anything is stored and fails later at the authorization endpoint, or the refusal is a 500 or an HTML page.',
    remedy:
      'Validate redirect URIs, grant and response types at registration, and answer 400 with JSON whose error_description names the member.',
  },
  'server-may-enforce-application-type': {
    cause: 'Loopback redirect URIs are refused without a word about application_type, and clients cannot guess it.',
    remedy:
      'If you enforce it, say so in error_description of invalid_redirect_uri: native is what loopback redirect URIs need.',
  },
  'server-accepts-metadata-documents': {
    cause: 'client_id is looked up in a table first, and a URL that is not there is an unknown client.',
    remedy:
      'If client_id begins with https://, fetch it, require JSON whose client_id equals the URL, client_name and redirect_uris, and go on as with a registered client.',
  },
  'server-checks-documented-redirect-uris': {
    cause: 'The host of the redirect URI is compared with that of the document, instead of the list in it.',
    remedy:
      'Require that redirect_uri is in redirect_uris of the document, and refuse documents with a client_secret or a method that needs one.',
  },
  'server-caches-metadata-documents': {
    cause: 'The document is fetched for each request, or a failed fetch is remembered as long as a good one.',
    remedy:
      'Keep good documents as Cache-Control says, within limits of your own, and forget errors and malformed ones at once.',
  },
  'server-guards-document-fetch': {
    cause:
      'The document is fetched with a default HTTP client, which follows redirects, connects to any address and reads without end.',
    remedy:
      'Resolve the host, refuse special-use addresses, connect to the address you checked, follow no redirect, and stop after some kilobytes and seconds.',
  },
  'server-shows-redirect-host': {
    cause: 'The page shows client_name alone, which whoever registers can choose.',
    remedy:
      'Print the host of redirect_uri next to the name, and say so if it is only localhost, where any program of the machine can listen.',
  },
  'server-avoids-url-client-ids': {
    cause: 'Client IDs are made from a base URL and a number, so they look like URLs of documents.',
    remedy: 'Generate opaque random IDs and keep the prefix https:// for metadata documents.',
  },
} as const satisfies Record<keyof typeof authorizationServerRegistration, Guidance>

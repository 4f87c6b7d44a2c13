import type { clientRegistration } from '../requirements/client-registration.ts'
import type { Guidance } from './guidance.ts'

/** C-REG. */
export const clientRegistrationGuidance = {
  'client-has-client-id': {
    cause:
      'The authorization URL is built with an empty or invented client_id, mostly because a registration failed or was skipped and nobody looked at its result.',
    remedy:
      'Before you build the authorization URL get a client_id: one configured for this issuer, the URL of your metadata document, or that of a registration response. If there is none, stop and ask for one.',
    brings: ['invalid_request', 'invalid_client'],
  },
  'client-prefers-registration-order': {
    cause:
      'Dynamic registration runs first because it needs no configuration, so a configured client ID or an announced support for metadata documents is passed over.',
    remedy:
      'Look in this order: a client ID configured for this issuer; client_id_metadata_document_supported, to send your own document; registration_endpoint, to register; then a question to the user.',
  },
  'client-accepts-static-credentials': {
    cause:
      'There is no setting for a client ID and secret, or the client posts to /register whether or not the metadata has a registration_endpoint.',
    remedy:
      'Let users enter a client ID, and a secret where they have one, for each server, and use these instead of registering. Register only if the metadata has registration_endpoint, and only there.',
  },
  'client-supports-metadata-documents': {
    cause:
      'Metadata documents are newer than most OAuth libraries, so nothing reads the flag; other clients send the URL to servers that never announced support, to whom it is an unknown client.',
    remedy:
      'Publish a metadata document at a stable https URL and send that URL as client_id where the authorization server metadata has client_id_metadata_document_supported: true. Use another client ID everywhere else.',
    brings: ['invalid_client'],
  },
  'client-uses-valid-metadata-document-url': {
    cause:
      'A bare origin such as https://app.example is used, which has no path, or an http URL is left over from development; URLs joined from parts may keep ../ segments.',
    remedy:
      'Give the document a URL with a path, such as https://app.example/oauth/client.json, without fragment, user name, password or dot segments, and use that one string as client_id everywhere.',
    brings: ['invalid_client'],
  },
  'client-serves-metadata-document': {
    cause:
      'client_id in the document differs from its URL by a slash or a host name, or the host answers with a redirect, HTML or a login page to whoever is not a browser.',
    remedy:
      'Fetch the URL with curl from outside your network: it should answer 200 with JSON, without a redirect, and client_id should equal the URL character by character. Fill in client_name and redirect_uris.',
    brings: ['invalid_client'],
  },
  'client-publishes-no-shared-secret': {
    cause:
      'token_endpoint_auth_method is left out, which RFC 7591 reads as client_secret_basic, or the body of a registration was copied together with its secret.',
    remedy:
      'Set token_endpoint_auth_method to none, or to private_key_jwt with your public keys in jwks or jwks_uri, and remove client_secret and client_secret_expires_at.',
    brings: ['invalid_client'],
  },
  'client-may-use-private-key-jwt': {
    cause:
      'The document announces private_key_jwt, but token requests still take the path of public clients and carry client_id alone; or the signing key is not among the published ones.',
    remedy:
      'If the document says private_key_jwt, send client_assertion_type and a freshly signed client_assertion with each token request, refreshes included, and publish the public key. Otherwise say none there.',
    brings: ['invalid_client'],
  },
  'client-supports-dynamic-registration': {
    cause:
      'The registration goes out as a form or without redirect_uris, or the client relies on an endpoint that newer servers no longer have.',
    remedy:
      'If the metadata has registration_endpoint, POST a JSON object with redirect_uris to it as application/json and read client_id from the 201 answer. Where it is missing, use a metadata document or a configured client ID.',
    brings: ['invalid_client_metadata', 'invalid_redirect_uri'],
  },
  'client-sends-application-type': {
    cause:
      'The member comes from OpenID Connect registration, not from RFC 7591, so most OAuth libraries have no field for it and it never gets into the body.',
    remedy:
      'Add application_type to the registration body: native if the client is installed on the device of its user or answers on loopback, web if it is a hosted browser application.',
    brings: ['invalid_redirect_uri'],
  },
  'client-chooses-application-type': {
    cause:
      'Every build sends web, the desktop and command-line ones too, because the registration code came from a web application.',
    remedy:
      'Send native from what is installed on a device or served on localhost, and web from an application hosted elsewhere. Register for each build only the redirect URIs that it uses.',
    brings: ['invalid_redirect_uri'],
  },
  'client-survives-rejected-registration': {
    cause:
      'A refusal is treated like a network failure and the same body sent again, or it is overlooked and the browser opens with client_id undefined.',
    remedy:
      'On a 400 show error and error_description and stop. If you try again, change what was refused first: after invalid_redirect_uri the redirect URI or application_type.',
    after: ['invalid_redirect_uri', 'invalid_client_metadata'],
  },
  'client-lists-refresh-grant': {
    cause:
      'grant_types is left out or has authorization_code alone, and a careful server then gives no refresh token to a client that never said it would use one.',
    remedy:
      'If you want refresh tokens, put "grant_types": ["authorization_code", "refresh_token"] into the registration body or the metadata document.',
    brings: ['unauthorized_client'],
  },
  'client-follows-registered-values': {
    cause:
      'All of the answer but client_id is thrown away: the client asked for none, was registered with client_secret_basic, and still sends no secret.',
    remedy:
      'Store the whole registration response, and read token_endpoint_auth_method, client_secret, client_secret_expires_at, redirect_uris and grant_types from it, not from your request.',
    brings: ['invalid_client', 'unauthorized_client'],
  },
  'client-reuses-registration': {
    cause:
      'The client ID lives in memory, so each start registers again; or it is kept for ever, and once the server has forgotten it every login ends in the same invalid_client.',
    remedy:
      'Store the registration under its issuer for the next login. When the server answers invalid_client for it, drop it, register once more, and stop if that fails as well.',
    after: ['invalid_client'],
  },
} as const satisfies Record<keyof typeof clientRegistration, Guidance>

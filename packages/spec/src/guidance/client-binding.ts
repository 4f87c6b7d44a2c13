import type { clientBinding } from '../requirements/client-binding.ts'
import type { Guidance } from './guidance.ts'

/** C-BIND. */
export const clientBindingGuidance = {
  'client-separates-issuers': {
    cause:
      'Credentials are stored under the URL of the MCP server, or in one global slot, so the second authorization server overwrites what the first gave, or receives it.',
    remedy:
      'Make the issuer, as the string it is, part of the key under which you store client ID, secret and tokens, and look all of them up by the issuer of the present attempt.',
    brings: ['invalid_client', 'invalid_grant'],
  },
  'client-reuses-no-foreign-credentials': {
    cause:
      'After a move only the endpoints are replaced: client ID, secret or refresh token are found by the MCP URL and sent to the new server.',
    remedy:
      'Before each request to an authorization server compare its issuer with the one that the credential came from, and leave the credential out if they differ. Only the URL of a metadata document may go to both.',
    brings: ['invalid_client', 'invalid_grant'],
  },
  'client-registers-anew-at-new-server': {
    cause:
      'A stored registration counts as good as long as it exists, whoever gave it, so registering is skipped and authorization begins with a client_id that the new server does not know.',
    remedy:
      'When the issuer is not the one of the stored registration, register at the new registration_endpoint before you send the user there. With a metadata document send the same URL and skip this.',
    brings: ['invalid_client'],
  },
  'client-reports-moved-server': {
    cause: 'Configured credentials carry no note of their issuer, so the client cannot tell that the server has moved.',
    remedy:
      'Ask for the issuer together with the client ID, or record it at the first use. When authorization_servers names only others, stop and tell which issuer the credentials are for and which one was named.',
  },
} as const satisfies Record<keyof typeof clientBinding, Guidance>

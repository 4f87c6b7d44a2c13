import type { resourceTransport } from '../requirements/resource-transport.ts'
import type { Guidance } from './guidance.ts'

/** S-SES and S-TRN. */
export const resourceTransportGuidance = {
  'resource-distrusts-session-id': {
    cause: 'Whoever presents a known session ID is served as its user, or IDs are counters or otherwise easy to guess.',
    remedy:
      'Ask for the token on each request, compare its subject with that of the session, and make IDs of random visible ASCII.',
  },
  'resource-answers-404-to-ended-session': {
    cause:
      'An unknown session is treated as a missing login, so the 401 sends the user through an authorization that changes nothing.',
    remedy:
      'Validate the token first; when it is good and the session has ended, answer 404, upon which clients start a new session.',
  },
  'resource-distrusts-state-handle': {
    cause: 'A handle is looked up without a look at who asks, so it works for everybody who learns it.',
    remedy: 'Store the subject of the token with the handle, compare them at each use, and make handles random.',
  },
  'resource-distrusts-request-state': {
    cause:
      'requestState is read back as if the server had kept it, although the client can change it or replay it under another token.',
    remedy: 'Sign or encrypt it together with subject, request and expiry, and refuse what does not verify.',
  },
  'resource-binds-tasks': {
    cause: 'A task is found by its ID alone, so another user who knows the ID can read or cancel it.',
    remedy:
      'Store the subject and client of the token that created the task, and answer others as if it did not exist.',
  },
  'resource-marks-scoped-lists-private': {
    cause:
      'cacheScope is a constant, public, while the list depends on the token; or hiding a tool from the list is all that protects it.',
    remedy:
      'Set cacheScope to private on every page of a list that depends on the token, and check permission again when the tool is called.',
  },
  'resource-validates-origin': {
    cause:
      'Origin is not checked since no browser is expected, and a page in the browser of the user reaches the local server by DNS rebinding.',
    remedy:
      'Compare Origin, when it is there, with an allow list and answer 403 to any other value, without a Bearer challenge. Let a local server listen on 127.0.0.1.',
  },
  'resource-refuses-unsupported-version': {
    cause: 'The header is ignored, or an unknown version ends in a 401 or 500.',
    remedy: 'After the token check answer 400 to a version you do not speak, and take a missing header for 2025-03-26.',
  },
  'resource-uses-modern-errors': {
    cause: 'Errors keep the codes of drafts, such as -32001 and -32004, or come with status 200.',
    remedy: 'Send the HTTP status together with the code: 400 with -32020, -32022 or -32602, and 404 with -32601.',
  },
  'resource-implements-discover': {
    cause:
      'The server answers initialize only, or an old transport layer handles GET and DELETE before the new one sees them.',
    remedy:
      'Answer server/discover with the versions and capabilities you have. If you serve no older revision, answer GET and DELETE with 405 and ignore Mcp-Session-Id.',
  },
  'resource-mirrors-no-secrets': {
    cause: 'x-mcp-header is put on every parameter by a generator, tokens and keys among them.',
    remedy: 'Take the annotation off parameters that hold a secret; better still, have no such parameters.',
  },
} as const satisfies Record<keyof typeof resourceTransport, Guidance>

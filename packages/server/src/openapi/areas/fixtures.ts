import { either, empty, jsonAnswer, NEVER_STORED, refusals, refused } from '../responses.ts'
import { type Area, listOf, members, ref, TEXT, URL_TEXT } from '../shape.ts'

const DOCUMENT = members(
  {
    client_id: URL_TEXT,
    client_name: TEXT,
    redirect_uris: listOf(TEXT),
    grant_types: listOf(TEXT),
    response_types: listOf(TEXT),
    token_endpoint_auth_method: TEXT,
    scope: TEXT,
    padding: TEXT,
  },
  ['redirect_uris', 'padding'],
)

/** What is here to be tried with. */
export const fixtures: Area = {
  tag: { name: 'Fixtures', description: 'Things to try a client or an authorization server with.' },
  endpoints: {
    'client-metadata-fixture': {
      GET: () => ({
        summary: 'A client ID metadata document',
        description: 'A right one, and others with one thing wrong. The URL of each is a `client_id`.',
        responses: {
          200: jsonAnswer('The document', DOCUMENT),
          302: empty('`redirecting.json` is elsewhere, which no metadata document may be', {
            Location: ref('headers/Location'),
          }),
          404: either(refused('There is no such document')),
        },
      }),
    },
    'bearer-mint': {
      POST: (told) => ({
        summary: 'Mint a static token that ends soon',
        description: 'Good at the static-bearer endpoint. Takes no body.',
        responses: {
          200: jsonAnswer(
            'The token',
            members({ access_token: TEXT, token_type: { const: 'Bearer' }, expires_in: { type: 'integer' } }),
            { headers: NEVER_STORED },
          ),
          ...refusals(told, [['temporarily_unavailable', 'too many minted tokens are alive here']]),
        },
      }),
    },
  },
}

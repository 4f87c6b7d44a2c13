// The least around oidc-provider that serves its metadata and a client_credentials grant with an opaque token.
import { createServer } from 'node:http'
import Provider from 'oidc-provider'

const server = createServer()
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'dev-confidential-client',
        client_secret: 'dev-confidential-secret',
        token_endpoint_auth_method: 'client_secret_post',
        grant_types: ['client_credentials'],
        response_types: [],
        redirect_uris: [],
      },
    ],
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: () => ({ scope: 'mcp:tools:echo', accessTokenFormat: 'opaque', accessTokenTTL: 3600 }),
      },
    },
  })
  server.on('request', provider.callback())
  console.log(issuer)
})

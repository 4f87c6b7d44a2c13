export { authorizationCode } from './authorization-code.ts'
export { clientCredentials } from './client-credentials.ts'
export { refreshToken } from './refresh-token.ts'

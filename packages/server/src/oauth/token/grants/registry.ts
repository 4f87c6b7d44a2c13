export { authorizationCode } from './authorization-code.ts'
export { clientCredentials } from './client-credentials.ts'
export { deviceCode } from './device-code.ts'
export { refreshToken } from './refresh-token.ts'

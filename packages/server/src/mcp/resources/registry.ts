export { bearerToken } from './bearer-token.ts'
export { oauth } from './oauth.ts'

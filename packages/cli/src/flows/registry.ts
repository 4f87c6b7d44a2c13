export { authorizationCode } from './authorization-code.ts'
export { bearer } from './bearer.ts'

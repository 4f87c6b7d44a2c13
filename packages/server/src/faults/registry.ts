export { htmlTokenResponse } from './html-token-response.ts'
export { missingIss } from './missing-iss.ts'
export { wrongIss } from './wrong-iss.ts'
export { wrongState } from './wrong-state.ts'

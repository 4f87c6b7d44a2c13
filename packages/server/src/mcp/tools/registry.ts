export { echo } from './echo.ts'
export { ping } from './ping.ts'
export { whoami } from './whoami.ts'

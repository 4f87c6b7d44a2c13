export { usesS256 } from './uses-s256.ts'

export type { Env } from './env.ts'
export { nodeEnv } from './node/env.ts'
export { run } from './run.ts'

import { nodeEnv } from './node/env.ts'
import { run } from './run.ts'

const interruption = new AbortController()

// The first interruption lets a command end in order; the second ends the process.
process.once('SIGINT', () => interruption.abort())
process.once('SIGTERM', () => interruption.abort())
process.exitCode = await run(process.argv.slice(2), nodeEnv(interruption.signal))

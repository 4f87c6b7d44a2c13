// Where the server and the client stand: start, `--help` and requests, against the floor and against their peers.
// It informs: what is behind its target is said so, and the exit status is 1 only when something could not be measured.
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { measureCli } from './figures/cli.mjs'
import { kinds } from './figures/kinds.mjs'
import { measureMemory } from './figures/memory.mjs'
import { measureRequests } from './figures/requests.mjs'
import { measureStart } from './figures/start.mjs'
import { parseOptions } from './options.mjs'
import { met, table } from './table.mjs'

const { figures, plan, json } = options()

const measurements = [
  { name: 'start', option: 'start', measure: () => measureStart(plan) },
  { name: 'cli', option: 'cli', measure: () => measureCli(plan) },
  ...kinds.map((kind) => ({ name: kind.name, option: kind.option, measure: () => measureRequests(kind, plan) })),
  { name: 'memory', option: 'memory', measure: () => measureMemory(plan) },
]

const rows = []
const failures = []
for (const { name, option, measure } of measurements) {
  if (!figures.includes(option)) continue
  process.stderr.write(`measuring ${name} …\n`)
  try {
    rows.push(...(await measure()))
  } catch (error) {
    failures.push(`${name} could not be measured: ${error.message}`)
  }
}

console.log(
  `\nNode ${process.version}, ${availableParallelism()} cores. Medians; × is against the row marked 1, in the same rounds.\n`,
)
console.log(table(rows))
const busiest = Math.max(...rows.map(({ generatorBusy = 0 }) => generatorBusy))
if (busiest > 0) console.log(`\nBusiest slice of the load generator: ${Math.round(busiest * 100)} % of a core.`)
for (const failure of failures) console.error(`\n${failure}`)
if (json !== undefined) {
  const results = rows.map((row) => ({ ...row, met: met(row) }))
  writeFileSync(json, `${JSON.stringify({ node: process.version, failures, results }, null, 2)}\n`)
}
process.exitCode = failures.length === 0 ? 0 : 1

function options() {
  try {
    return parseOptions(process.argv.slice(2))
  } catch (error) {
    console.error(`bench: ${error.message}`)
    process.exit(2)
  }
}

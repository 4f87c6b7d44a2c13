import { bareNode, cli, cliStatus } from '../programs.mjs'
import { pairedRatio, spread } from '../statistics.mjs'
import { rounds, timeToEnd } from './rounds.mjs'

/** From the start of a process to its end. */
export async function measureCli({ cliRounds }) {
  const times = await rounds(cliRounds, [
    { name: bareNode.name, time: () => timeToEnd(bareNode.args) },
    { name: cli.name, time: () => timeToEnd(cli.args, /mcp-auth/) },
    { name: cliStatus.name, time: () => timeToEnd(cliStatus.args, /./) },
  ])
  const base = times.get(bareNode.name)
  return [bareNode, cli, cliStatus].map(({ name }) => ({
    figure: 'cli',
    subject: name,
    unit: 'ms',
    value: spread(times.get(name)),
    ratio: pairedRatio(times.get(name), base),
    base: bareNode.name,
    ...(name !== bareNode.name && { target: { atMost: 1.5 } }),
  }))
}

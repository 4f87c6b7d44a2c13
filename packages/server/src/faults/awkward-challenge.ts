import { defineFault } from './fault.ts'

/**
 * The challenge comes second, in other letters, and beside parameters that look like its own: all of that is legal (RFC 9110 §11.6.1), and
 * none of it is read by whoever looks for `scope="…"`. It names the metadata by a URL with a query, where nobody would find it by chance.
 */
export const awkwardChallenge = defineFault({
  id: 'awkward-challenge',
  title: 'Challenge is written in an unusual way',
  point: 'mcp.challenge',
  provokes: 'client-parses-challenges',
  apply: (challenge) => {
    const url = /resource_metadata="([^"]*)"/.exec(challenge)?.[1]
    if (url === undefined) return challenge
    const decoys = `x_scope="decoy", x_resource_metadata="${url}/decoy"`
    const renamed = challenge
      .replaceAll(' scope=', ' Scope=')
      .replaceAll(/ resource_metadata="([^"]*)"/g, ' Resource_Metadata="$1?from=challenge"')
    return `Newauth realm="Bearer scope=decoy", ${renamed.replace(/^\S+/, (scheme) => `${scheme.toUpperCase()} ${decoys},`)}`
  },
})

import { defineFault } from './fault.ts'

/** The challenge does not say where the metadata of the resource is, which is optional since SEP-985. */
export const urllessChallenge = defineFault({
  id: 'urlless-challenge',
  title: 'Challenge does not say where the metadata is',
  point: 'mcp.challenge',
  provokes: 'client-tries-path-metadata-first',
  apply: (challenge) => challenge.replaceAll(/, resource_metadata="[^"]*"/g, ''),
})

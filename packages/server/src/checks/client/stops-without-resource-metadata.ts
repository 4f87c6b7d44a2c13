import { defineCheck, kept, legacy } from '../check.ts'
import { DEFAULT_ENDPOINT, RESOURCE_METADATA } from '../facts/discovery.ts'
import type { Step } from '../step.ts'

function isDefault({ reading: { path } }: Step): boolean {
  return DEFAULT_ENDPOINT.test(path)
}

/** C-DISC-05 (MCP authorization, sequence diagram of the discovery). */
export const stopsWithoutResourceMetadata = defineCheck({
  id: 'stops-without-resource-metadata',
  requirement: 'client-stops-without-resource-metadata',
  title: 'stops where a resource has no metadata',
  arises: 'a resource without metadata, neither under its path nor at the root',
  judge(facts) {
    const root = facts.resourceMetadata.findLast(({ path }) => path === RESOURCE_METADATA)
    if (root === undefined || facts.resourceMetadata.some(({ document }) => document !== undefined)) return undefined
    const guess = [...facts.serverMetadata.map(({ step }) => step), ...facts.steps.filter(isDefault)]
      .sort((one, other) => one.index - other.index)
      .find(({ index }) => index > root.step.index)
    if (guess !== undefined)
      return legacy(`Without metadata of the resource it went to ${guess.reading.path}, as 2025-03-26 says.`, [
        guess,
        root.step,
      ])
    return facts.flow.ended ? kept('Without metadata of the resource it stopped.', [root.step]) : undefined
  },
})

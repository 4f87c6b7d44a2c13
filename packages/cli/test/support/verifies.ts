import type { RequirementId } from '@mcp-auth/spec'

/**
 * Says which requirements of the client the surrounding test shows to be kept. A misspelt id does not compile; a
 * gate lists the requirements that no test names.
 */
export function verifies(..._requirements: readonly RequirementId[]): void {
  // The gate reads the source; there is nothing to do at run time.
}

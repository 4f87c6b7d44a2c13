import { defineCheck, eachOf } from '../check.ts'
import { metaVersion, negotiated } from '../facts/mcp-request.ts'
import type { Step } from '../step.ts'

/** C-TRN-01 (MCP transports, Protocol Version Header). */
export const sendsVersionHeader = defineCheck({
  id: 'sends-version-header',
  requirement: 'client-sends-version-header',
  title:
    'says its revision in MCP-Protocol-Version, on each request after the handshake, and on every POST of 2026-07-28',
  arises: 'a request to an MCP endpoint that must have the header',
  judge(facts) {
    let agreed: string | undefined
    const due: { readonly step: Step; readonly expected: string; readonly said: string | undefined }[] = []
    for (const request of facts.mcp) {
      const { step, versionHeader, methods, session } = request
      const meta = metaVersion(request)
      if (meta !== undefined) due.push({ step, expected: meta, said: versionHeader })
      else if (
        agreed !== undefined &&
        !methods.includes('initialize') &&
        (session !== undefined || request.token !== undefined)
      ) {
        due.push({ step, expected: agreed, said: versionHeader })
      }
      if (methods.includes('initialize')) agreed = negotiated(request) ?? agreed
    }
    return eachOf(
      // 2025-03-26 has no such header.
      due.filter(({ expected }) => expected !== '2025-03-26'),
      ({ expected, said }) => {
        if (said === expected) return undefined
        return said === undefined
          ? `It left MCP-Protocol-Version out, where ${expected} is due.`
          : `It sent MCP-Protocol-Version: ${said}, where ${expected} is due.`
      },
      'Each request says its revision.',
    )
  },
})

import { broken, defineCheck, kept } from '../check.ts'

/** What form-encoding leaves; the encoders of most languages leave a few more than they should. */
const ENCODED = /^(?:[A-Za-z0-9*\-._~!'()+]|%[0-9A-Fa-f]{2})*$/

/** C-TOK-06 (RFC 6749 §2.3.1, Appendix B). */
export const encodesBasicCredentials = defineCheck({
  id: 'encodes-basic-credentials',
  requirement: 'client-encodes-basic-credentials',
  title: 'form-encodes client ID and secret before it joins them',
  arises: 'a client ID or secret with characters that form-encoding changes, in Basic credentials',
  judge(facts) {
    const sent = facts
      .at('token', 'pushed-authorization-request', 'device-authorization', 'introspection', 'revocation')
      .filter(({ reading: { credentials } }) => credentials?.scheme === 'basic')
      .map((step) => ({ step, pair: Buffer.from(step.reading.credentials?.value ?? '', 'base64').toString() }))
      .filter(({ pair }) => pair.includes(':'))
    const parts = (pair: string): readonly string[] => {
      const colon = pair.indexOf(':')
      return [pair.slice(0, colon), pair.slice(colon + 1)]
    }
    const raw = sent.find(({ pair }) => !parts(pair).every((part) => ENCODED.test(part)))
    if (raw !== undefined)
      return broken('Its Basic credentials have characters that form-encoding would have changed.', [raw.step])
    const encoded = sent.find(({ pair }) => parts(pair).some((part) => /[%+]/.test(part)))
    return encoded === undefined ? undefined : kept('Its Basic credentials are form-encoded.', [encoded.step])
  },
})

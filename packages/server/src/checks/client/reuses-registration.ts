import { broken, defineCheck, kept } from '../check.ts'
import type { Facts } from '../facts.ts'

/** Whether a client got a token with its registration, and was not refused for it later. */
function worked(facts: Facts, clientId: string | undefined): boolean {
  const asked = facts.tokenRequests.filter((request) => request.clientId === clientId)
  return asked.some(({ tokens }) => tokens !== undefined) && !asked.some(({ error }) => error === 'invalid_client')
}

/** C-REG-15 (RFC 7591 §3.2.1). */
export const reusesRegistration = defineCheck({
  id: 'reuses-registration',
  requirement: 'client-reuses-registration',
  title: 'registers once, and uses that registration from then on',
  arises: 'a dynamic registration, and a login with it',
  judge(facts) {
    const live = facts.registrations.filter(({ clientId }) => clientId !== undefined)
    const [first, second] = live
    if (first === undefined) return undefined
    if (second !== undefined && worked(facts, first.clientId)) {
      return broken('It registered again, although its first registration was good.', [second.step, first.step], {
        as: 'warn',
      })
    }
    return facts.tokenRequests.some(({ tokens }) => tokens !== undefined)
      ? kept('It registered once.', [first.step])
      : undefined
  },
})

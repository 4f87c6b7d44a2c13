import { broken, defineCheck, kept } from '../check.ts'
import type { Facts } from '../facts.ts'

/** Whether a client had got a token with its registration by the exchange of this place, and was not refused for it. */
function worked(facts: Facts, clientId: string | undefined, index: number): boolean {
  const asked = facts.tokenRequests.filter((request) => request.clientId === clientId && request.step.index < index)
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
    const [first] = live
    if (first === undefined) return undefined
    for (const again of live) {
      const good = live.find(
        ({ step, clientId }) => step.index < again.step.index && worked(facts, clientId, again.step.index),
      )
      if (good === undefined) continue
      return broken('It registered again, although its registration was good.', [again.step, good.step], { as: 'warn' })
    }
    return facts.tokenRequests.some(({ tokens }) => tokens !== undefined)
      ? kept('It registered once.', [first.step])
      : undefined
  },
})

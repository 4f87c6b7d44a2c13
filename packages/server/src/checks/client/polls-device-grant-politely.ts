import { isJsonObject } from '../../core/json.ts'
import { broken, defineCheck, kept } from '../check.ts'
import type { TokenRequest } from '../facts/token-request.ts'

/** C-DEV-01 (RFC 8628 §3.4, §3.5). */
export const pollsDeviceGrantPolitely = defineCheck({
  id: 'polls-device-grant-politely',
  requirement: 'client-polls-device-grant-politely',
  title: 'polls with a device code no faster than it was told, and stops when it is over',
  arises: 'two token requests with one device code',
  judge(facts) {
    const interval = new Map<string, number>()
    for (const { reading } of facts.at('device-authorization')) {
      const given = reading.received
      if (isJsonObject(given)) interval.set(String(given['device_code']), Number(given['interval'] ?? 5))
    }
    const last = new Map<string, TokenRequest>()
    const polls = facts.tokenRequests.filter(({ params }) => params.has('device_code'))
    let [seconds, twice] = [0, false]
    for (const poll of polls) {
      const code = poll.params.get('device_code') ?? ''
      const before = last.get(code)
      seconds = before === undefined ? (interval.get(code) ?? 5) : seconds
      if (before !== undefined) {
        twice = true
        const waited = (poll.step.exchange.at - before.step.exchange.at) / 1000
        if (before.error === 'access_denied' || before.error === 'expired_token') {
          return broken(`It went on polling after ${before.error}.`, [poll.step, before.step])
        }
        if (waited < seconds)
          return broken(`It polled after ${waited} seconds, where ${seconds} are due.`, [poll.step, before.step])
      }
      if (poll.error === 'slow_down') seconds += 5
      last.set(code, poll)
    }
    return twice
      ? kept(
          'It polled no faster than it was told.',
          polls.map(({ step }) => step),
        )
      : undefined
  },
})

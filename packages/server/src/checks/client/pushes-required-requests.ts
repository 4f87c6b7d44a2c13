import { defineCheck, eachOf } from '../check.ts'

/** C-AZ-19 (RFC 9126 §5). */
export const pushesRequiredRequests = defineCheck({
  id: 'pushes-required-requests',
  requirement: 'client-pushes-required-requests',
  title: 'pushes its authorization requests where the server requires that',
  arises: 'an authorization request to a server whose metadata requires pushed ones',
  judge(facts) {
    const demand = facts.serverMetadata.find(
      ({ document }) => document?.['require_pushed_authorization_requests'] === true,
    )
    if (demand === undefined) return undefined
    const after = facts.authorizations.filter(({ step }) => step.index > demand.step.index)
    return eachOf(
      after,
      ({ step }) =>
        step.reading.query.has('request_uri')
          ? undefined
          : 'The server requires pushed authorization requests; it sent one without request_uri.',
      'It pushed its authorization requests.',
    )
  },
})

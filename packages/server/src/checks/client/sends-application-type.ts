import { defineCheck, eachOf } from '../check.ts'

/** C-REG-10 (SEP-837; OIDC Registration §2). */
export const sendsApplicationType = defineCheck({
  id: 'sends-application-type',
  requirement: 'client-sends-application-type',
  title: 'says its application_type when it registers',
  arises: 'a dynamic registration',
  judge(facts) {
    return eachOf(
      facts.registrations,
      ({ metadata }) => {
        const type = metadata['application_type']
        if (type === 'native' || type === 'web') return undefined
        return type === undefined
          ? 'It registered without application_type.'
          : `It registered with application_type=${JSON.stringify(type)}.`
      },
      'It registered with an application_type.',
    )
  },
})

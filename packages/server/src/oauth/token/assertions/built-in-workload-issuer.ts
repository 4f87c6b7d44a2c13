import type { WorkloadIssuer } from '../../../core/workload-issuers.ts'
import { DEV_KEY } from '../../dev-key.ts'

/** A workload platform to try out without having one: whoever read README.md can sign for it. Like the pre-registered clients. */
export const builtInWorkloadIssuer: WorkloadIssuer = {
  issuer: 'https://workload.example',
  jwks: { keys: [DEV_KEY] },
  workloads: [{ subject: 'spiffe://workload.example/agent', clientId: 'dev-workload' }],
}

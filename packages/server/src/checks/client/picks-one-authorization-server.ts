import { broken, defineCheck, kept, noticed } from '../check.ts'
import { wordsOf } from '../facts/discovery.ts'
import { SERVER_ENDPOINTS } from '../used.ts'

/** C-DISC-07 (RFC 9728 §7.6). Of ours only the paths show, so that a server beside it is known by its path. */
export const picksOneAuthorizationServer = defineCheck({
  id: 'picks-one-authorization-server',
  requirement: 'client-picks-one-authorization-server',
  title: 'uses one of several authorization servers, and does not mix them',
  arises: 'metadata of a resource that names several authorization servers, and what the client did next',
  judge(facts) {
    const read = facts.resourceMetadata.find(({ document }) => (wordsOf(document, SERVERS)?.length ?? 0) > 1)
    if (read === undefined) return undefined
    const { origin } = read.step.exchange
    const paths = (wordsOf(read.document, SERVERS) ?? [])
      .filter((issuer) => URL.canParse(issuer) && new URL(issuer).origin === origin)
      .map((issuer) => new URL(issuer).pathname.replace(/\/$/, ''))
    const beside = paths.filter((path) => path !== '')
    const after = facts.steps.filter(({ index }) => index > read.step.index)
    const isOf = (path: string, issuer: string): boolean =>
      path.startsWith(`${issuer}/`) && !path.includes('/.well-known/')
    const mixed = after.find(({ reading: { path } }) => beside.some((issuer) => isOf(path, issuer)))
    const ours = facts.at(...SERVER_ENDPOINTS).find(({ index }) => index > read.step.index)
    if (mixed !== undefined)
      return broken(`It asked ${mixed.reading.path} of a server of which it has no metadata.`, [mixed, read.step])
    const asked = facts.serverMetadata.filter(({ step }) => step.index > read.step.index)
    const tried = asked.filter(({ path }) => beside.some((issuer) => path.includes(issuer)))
    const evidence = [read.step, ...tried.map(({ step }) => step)]
    if (ours !== undefined) {
      const first = tried.length > 0 ? 'It tried the first one, which is dead, and then' : 'It'
      return kept(`${first} used the one that answers.`, [...evidence, ours])
    }
    if (!facts.flow.ended || tried.length === 0) return undefined
    return noticed('It gave up when the first one was dead, and tried no other.', evidence)
  },
})

const SERVERS = 'authorization_servers'

import type { Inputs } from '../arguments.ts'
import type { Context, Outcome } from '../context.ts'
import { CliError } from '../errors.ts'
import type { ProfileDocument } from '../profiles/document.ts'
import type { Profile } from '../profiles/profile.ts'

/** `mcp-auth profile export`: a login with its secrets, to seed another machine. */
export async function exportProfile(inputs: Inputs, context: Context): Promise<Outcome> {
  const { ProfileStore, profileById } = await import('../profiles/store.ts')
  const { jsonText } = await import('../terminal/plain.ts')
  const document = await new ProfileStore(context.env).read()
  const profile = profileById(document, inputs.operand('ID') ?? '')
  const active = Object.entries(document.active).filter(([, id]) => id === profile.id)
  const clients = document.clients.filter(({ issuer }) => issuer === profile.authorization?.issuer)
  const exported: ProfileDocument = { ...document, active: Object.fromEntries(active), profiles: [profile], clients }
  context.notice('This has secrets in it: whoever reads it is logged in as you.')
  return { result: exported, text: jsonText(exported, 2) }
}

/** `mcp-auth profile import`: what `profile export` printed. */
export async function importProfile(inputs: Inputs, context: Context): Promise<Outcome> {
  const { ProfileStore } = await import('../profiles/store.ts')
  const { parseDocument } = await import('../profiles/document.ts')
  const { indirect } = await import('./values.ts')
  const given = inputs.operand('FILE') ?? ''
  const text = await indirect(context.env, 'FILE', given === '-' || given.startsWith('@') ? given : `@${given}`)
  const { active, profiles, clients } = parseDocument(given, text)
  if (profiles.length === 0) throw new CliError('failed', `There is no login in ${given}.`)
  const safe = profiles.map((profile) => withoutSource(context, profile))
  const replaced = new Set(profiles.map(({ id }) => id))
  const issuers = new Set(clients.map(({ issuer }) => issuer))
  await new ProfileStore(context.env).update((before) => ({
    ...before,
    active: { ...before.active, ...active },
    profiles: [...before.profiles.filter(({ id }) => !replaced.has(id)), ...safe],
    clients: [...before.clients.filter(({ issuer }) => !issuers.has(issuer)), ...clients],
  }))
  const ids = profiles.map(({ id }) => id)
  return { result: { profiles: ids }, text: `Imported ${ids.join(', ')}` }
}

/** A file of somebody else must not make this machine run a command or read a file, so no source is taken over. */
function withoutSource(context: Context, profile: Profile): Profile {
  if (profile.authorization?.assertion === undefined) return profile
  context.notice(`Profile ${profile.id} will not renew itself: where its assertion came from is not imported.`)
  const { assertion: _, ...authorization } = profile.authorization
  return { ...profile, authorization }
}

import { CliError } from '../errors.ts'
import { isObject, type JsonObject } from '../http/json.ts'
import type { Client } from '../oauth/client.ts'
import { isKnownMethod } from '../oauth/method.ts'
import { isSecretSource } from '../source.ts'
import type { Authorization, Profile } from './profile.ts'

/** Everything saved, as it lies on disk. */
export interface ProfileDocument {
  readonly schemaVersion: 1
  /** MCP URL → id of the profile in use there. */
  readonly active: Readonly<Record<string, string>>
  readonly profiles: readonly Profile[]
  /** One client per issuer, kept for the next login there (C-BIND-01). */
  readonly clients: readonly SavedClient[]
}

/** A client and the issuer it belongs to. */
export interface SavedClient {
  readonly issuer: string
  readonly client: Client
}

/** What is on disk before the first login. */
export const EMPTY_DOCUMENT: ProfileDocument = { schemaVersion: 1, active: {}, profiles: [], clients: [] }

/** Reads the file's text; anything this version did not write is an error, so that it is never overwritten. */
export function parseDocument(path: string, text: string): ProfileDocument {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw unreadable(path, 'it is not JSON', cause)
  }
  if (!isObject(value)) throw unreadable(path, 'it is not a JSON object')
  if (value['schemaVersion'] !== 1) throw unreadable(path, 'it was written by another version of this program')
  const { active, profiles, clients } = value
  if (!isObject(active) || !Object.values(active).every(isText))
    throw unreadable(path, 'its active profiles are damaged')
  if (!Array.isArray(profiles) || !profiles.every(isProfile)) throw unreadable(path, 'a profile in it is damaged')
  if (!Array.isArray(clients) || !clients.every(isSavedClient)) throw unreadable(path, 'a client in it is damaged')
  return { schemaVersion: 1, active: active as Record<string, string>, profiles, clients } // every value was checked above
}

function unreadable(path: string, why: string, cause?: unknown): CliError {
  return new CliError('failed', `Cannot use ${path}: ${why}.`, {
    hint: 'Nothing was changed. Move the file away to start afresh, or restore it.',
    cause,
  })
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isTextOrAbsent = (value: unknown): boolean => value === undefined || isText(value)

function isProfile(value: unknown): value is Profile {
  return (
    isObject(value) &&
    ['id', 'resource', 'authMode', 'accessToken', 'createdAt', 'updatedAt'].every((name) => isText(value[name])) &&
    ['refreshToken', 'expiresAt', 'scope'].every((name) => isTextOrAbsent(value[name])) &&
    (value['tokenType'] === undefined || value['tokenType'] === 'DPoP') &&
    Array.isArray(value['urls']) &&
    value['urls'].every((url) => isText(url) && URL.canParse(url)) &&
    (value['authorization'] === undefined || isAuthorization(value['authorization']))
  )
}

function isAuthorization(value: unknown): value is Authorization {
  return (
    isObject(value) &&
    isText(value['issuer']) &&
    isText(value['tokenEndpoint']) &&
    isTextOrAbsent(value['revocationEndpoint']) &&
    isTextOrAbsent(value['resourceIndicator']) &&
    (value['publicOnly'] === undefined || typeof value['publicOnly'] === 'boolean') &&
    (value['client'] === undefined || isClient(value['client'])) &&
    (value['dpopKey'] === undefined || isSigningKey(value['dpopKey'])) &&
    (value['assertion'] === undefined || isAssertionOrigin(value['assertion']))
  )
}

function isAssertionOrigin(value: unknown): boolean {
  if (!isObject(value) || !isSecretSource(value['source'])) return false
  const idp = value['identityProvider']
  return (
    idp === undefined ||
    (isObject(idp) && isText(idp['issuer']) && isText(idp['tokenEndpoint']) && isClient(idp['client']))
  )
}

function isSigningKey(value: unknown): boolean {
  return isObject(value) && isText(value['algorithm']) && isObject(value['privateKey'])
}

function isSavedClient(value: unknown): value is SavedClient {
  return isObject(value) && isText(value['issuer']) && isClient(value['client'])
}

function isClient(value: unknown): value is Client {
  if (!isObject(value)) return false
  const {
    clientId,
    clientSecret,
    authenticationMethod,
    source,
    privateKey,
    assertionAudience,
    registration,
    redirectUri,
    secretExpiresAt,
  }: JsonObject = value
  return (
    isText(clientId) &&
    isTextOrAbsent(clientSecret) &&
    isText(authenticationMethod) &&
    isKnownMethod(authenticationMethod) &&
    (source === 'configured' || source === 'metadata-document' || source === 'registered') &&
    (privateKey === undefined || isSigningKey(privateKey)) &&
    isTextOrAbsent(assertionAudience) &&
    isTextOrAbsent(redirectUri) &&
    (secretExpiresAt === undefined || typeof secretExpiresAt === 'number') &&
    (registration === undefined || isObject(registration))
  )
}

import { describe, expect, test } from 'vitest'
import {
  errorCodes,
  grantTypes,
  isGrantType,
  isOAuthErrorCode,
  isRepeatableParameter,
  isSecretHeader,
  isSecretParameter,
  type OAuthErrorCode,
  parameters,
  referenceUrl,
} from '../src/index.ts'

describe('secret parameters', () => {
  test('are exactly these', () => {
    expect(Object.keys(parameters).filter(isSecretParameter).toSorted()).toEqual([
      'access_token',
      'actor_token',
      'assertion',
      'client_assertion',
      'client_secret',
      'code',
      'code_verifier',
      'device_code',
      'id_token',
      'id_token_hint',
      'logout_token',
      'password',
      'refresh_token',
      'registration_access_token',
      'software_statement',
      'subject_token',
      'token',
      'user_code',
      'verification_uri_complete',
    ])
  })

  test.each(['code_challenge', 'state', 'nonce', 'client_id', 'iss', 'request_uri', 'token_type', 'toString'])(
    '%s is shown',
    (name) => {
      expect(isSecretParameter(name)).toBe(false)
    },
  )

  test('secret headers are recognised in any letter case', () => {
    expect(['Authorization', 'authorization', 'COOKIE', 'Set-Cookie', 'Mcp-Session-Id'].every(isSecretHeader)).toBe(
      true,
    )
    expect(['WWW-Authenticate', 'DPoP', 'DPoP-Nonce', 'Content-Type', 'toString'].some(isSecretHeader)).toBe(false)
  })
})

test('only resource and audience may be repeated', () => {
  expect(Object.keys(parameters).filter(isRepeatableParameter).toSorted()).toEqual(['audience', 'resource'])
  expect(isRepeatableParameter('x_unknown')).toBe(false)
})

describe('error codes', () => {
  test.each<[OAuthErrorCode, number]>([
    ['invalid_request', 400],
    ['invalid_client', 401],
    ['invalid_grant', 400],
    ['access_denied', 403],
    ['server_error', 500],
    ['temporarily_unavailable', 503],
    ['invalid_token', 401],
    ['insufficient_scope', 403],
    ['slow_down', 400],
    ['authorization_pending', 400],
    ['expired_token', 400],
    ['invalid_target', 400],
    ['invalid_redirect_uri', 400],
    ['unsupported_token_type', 400],
    ['use_dpop_nonce', 400],
  ])('%s has status %i', (code, status) => {
    expect(errorCodes[code].status).toBe(status)
  })

  test('have a meaning in one sentence and a link', () => {
    for (const row of Object.values(errorCodes)) {
      expect(row.meaning).toMatch(/^\S.*\.$/)
      expect(URL.canParse(referenceUrl(row.reference))).toBe(true)
    }
    expect(isOAuthErrorCode('invalid_grant')).toBe(true)
    expect(isOAuthErrorCode('constructor')).toBe(false)
  })

  test('a misspelt code does not compile', () => {
    // @ts-expect-error no such code
    const code: OAuthErrorCode = 'invalid_grants'
    expect(isOAuthErrorCode(code)).toBe(false)
  })
})

test('grant types', () => {
  expect(isGrantType('urn:ietf:params:oauth:grant-type:device_code')).toBe(true)
  expect(isGrantType('urn:ietf:params:oauth:grant-type:jwt-bearer')).toBe(true)
  expect(isGrantType('urn:ietf:params:oauth:grant-type:token-exchange')).toBe(true)
  expect(isGrantType('implicit')).toBe(false)
  expect(Object.keys(grantTypes).filter((name) => isGrantType(name) && grantTypes[name].removed)).toEqual(['password'])
})

test.each(Object.entries(parameters))('parameter %s has a link and a place', (_name, row) => {
  expect(URL.canParse(referenceUrl(row.reference))).toBe(true)
  expect(row.where).not.toEqual([])
})

import { AxeBuilder } from '@axe-core/playwright'
import * as oauth from 'oauth4webapi'
import * as openid from 'openid-client'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { decideDevice } from './support/device.ts'
import { type RunningServer, startServer } from './support/programs.ts'

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
const insecure = { [oauth.allowInsecureRequests]: true } as const

let browser: Browser
let server: RunningServer
let as: oauth.AuthorizationServer

beforeAll(async () => {
  ;[browser, server] = await Promise.all([launchBrowser(), startServer(['--device-poll-interval', '1'])])
  const issuer = new URL(server.issuer)
  as = await oauth.processDiscoveryResponse(
    issuer,
    await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure }),
  )
})

afterAll(async () => {
  await browser.close()
  expect((await server.stop()).stderr).toBe('')
})

async function register(metadata: Partial<oauth.OmitSymbolProperties<oauth.Client>>): Promise<oauth.Client> {
  const response = await oauth.dynamicClientRegistrationRequest(
    as,
    { client_name: 'Living Room', grant_types: [DEVICE_GRANT, 'refresh_token'], ...metadata },
    insecure,
  )
  return oauth.processDynamicClientRegistrationResponse(response)
}

async function initiate(
  client: oauth.Client,
  authentication: oauth.ClientAuth = oauth.None(),
  scope = 'mcp:tools:list mcp:tools:echo',
): Promise<oauth.DeviceAuthorizationResponse> {
  const parameters = { scope, resource: server.resources.oauth }
  const response = await oauth.deviceAuthorizationRequest(as, client, authentication, parameters, insecure)
  return oauth.processDeviceAuthorizationResponse(as, client, response)
}

async function poll(
  client: oauth.Client,
  deviceCode: string,
  authentication: oauth.ClientAuth = oauth.None(),
): Promise<oauth.TokenEndpointResponse> {
  const options = { additionalParameters: { resource: server.resources.oauth }, ...insecure }
  const response = await oauth.deviceCodeGrantRequest(as, client, authentication, deviceCode, options)
  return oauth.processDeviceCodeResponse(as, client, response)
}

/** The error code that a poll is refused with, as oauth4webapi reads it. */
async function refusal(polled: Promise<unknown>): Promise<string> {
  const error: unknown = await polled.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(oauth.ResponseBodyError)
  return (error as oauth.ResponseBodyError).error
}

async function works({ access_token }: oauth.TokenEndpointResponse): Promise<boolean> {
  const message = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} })
  const headers = new Headers({ 'content-type': 'application/json', accept: 'application/json, text/event-stream' })
  const url = new URL(server.resources.oauth)
  const answer = await oauth.protectedResourceRequest(access_token, 'POST', url, headers, message, insecure)
  return (await answer.text()).includes('ping')
}

describe('oauth4webapi, which knows nothing of this server', () => {
  test('asks for codes, polls, is approved, calls and refreshes', async () => {
    const client = await register({ token_endpoint_auth_method: 'none' })
    const codes = await initiate(client)
    expect(codes).toMatchObject({ expires_in: 900, interval: 1 })
    expect(await refusal(poll(client, codes.device_code))).toBe('authorization_pending')
    expect(await refusal(poll(client, codes.device_code))).toBe('slow_down')
    expect(await decideDevice(codes.verification_uri_complete ?? '', 'approve')).toContain('Approved')
    const tokens = await poll(client, codes.device_code)
    expect(tokens).toMatchObject({ token_type: 'bearer', scope: 'mcp:tools:list mcp:tools:echo' })
    expect(await works(tokens)).toBe(true)
    const refreshed = await oauth.processRefreshTokenResponse(
      as,
      client,
      await oauth.refreshTokenGrantRequest(as, client, oauth.None(), tokens.refresh_token ?? '', insecure),
    )
    expect(await works(refreshed)).toBe(true)
  })

  test('authenticates, when it is confidential, and hears that it was denied', async () => {
    const client = await register({ token_endpoint_auth_method: 'client_secret_basic' })
    const secret = oauth.ClientSecretBasic(String(client['client_secret']))
    const codes = await initiate(client, secret)
    expect(await decideDevice(codes.verification_uri_complete ?? '', 'deny')).toContain('Denied')
    expect(await refusal(poll(client, codes.device_code, secret))).toBe('access_denied')
  })
})

test('openid-client polls by itself, in real time, until its user has decided', async () => {
  const config = await openid.discovery(new URL(server.issuer), 'phase-11-device-client', undefined, openid.None(), {
    algorithm: 'oauth2',
    execute: [openid.allowInsecureRequests],
  })
  const codes = await openid.initiateDeviceAuthorization(config, { resource: server.resources.oauth })
  const polled = openid.pollDeviceAuthorizationGrant(config, codes, { resource: server.resources.oauth })
  await decideDevice(codes.verification_uri_complete ?? '', 'approve')
  expect(await works(await polled)).toBe(true)
})

describe('a person in a real browser', () => {
  /** Types into the field that has the focus by itself. */
  const enter = async (page: Page, code: string): Promise<void> => {
    await page.locator('#user_code:focus').waitFor()
    await page.keyboard.type(code)
    await page.keyboard.press('Enter')
  }

  test('types the code as they please, compares it, approves, and the device has its tokens', async () => {
    const client = { client_id: 'phase-11-device-client' }
    const codes = await initiate(client)
    const page = await (await browser.newContext()).newPage()
    await page.goto(codes.verification_uri)
    await enter(page, 'bbbb bbbb')
    await page.getByRole('alert').waitFor()
    await enter(page, codes.user_code.toLowerCase().replace('-', ' '))
    await page.getByRole('heading', { name: 'Authorize Phase 11 Device Client on a device?' }).waitFor()
    expect(await page.getByText(codes.user_code).isVisible()).toBe(true)
    await page.getByRole('button', { name: 'Approve' }).click()
    await page.getByText('You can go back to your device').waitFor()
    expect(await works(await poll(client, codes.device_code))).toBe(true)
  })

  test('denies by keyboard alone, from the link', async () => {
    const client = { client_id: 'phase-11-device-client' }
    const codes = await initiate(client)
    const page = await (await browser.newContext()).newPage()
    await page.goto(codes.verification_uri_complete ?? '')
    await enter(page, '')
    const deny = page.getByRole('button', { name: 'Deny' })
    await deny.waitFor()
    const focused = () => page.evaluate('document.activeElement?.textContent')
    for (let presses = 0; presses < 10 && (await focused()) !== 'Deny'; presses += 1) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Denied' }).waitFor()
    expect(await refusal(poll(client, codes.device_code))).toBe('access_denied')
  })

  test.each(['light', 'dark'] as const)(
    'finds no accessibility fault on any page, in %s colours, and cannot forget the confirmation',
    async (colorScheme) => {
      const client = await register({ token_endpoint_auth_method: 'none', scope: 'mcp:tools:admin' })
      const codes = await initiate(client, oauth.None(), 'mcp:tools:admin')
      const page = await (await browser.newContext({ colorScheme })).newPage()
      const audit = async (): Promise<void> => {
        const { violations } = await new AxeBuilder({ page }).analyze()
        expect(violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ html }) => html) }))).toEqual([])
      }
      await page.goto(codes.verification_uri)
      await audit()
      await enter(page, 'bbbb')
      await page.getByRole('alert').waitFor()
      await audit()
      await enter(page, codes.user_code)
      const approve = page.getByRole('button', { name: 'Approve' })
      await approve.click()
      expect(await page.locator('input:invalid').count()).toBe(1)
      await audit()
      await page.getByRole('checkbox').check()
      await approve.click()
      await page.getByRole('heading', { name: 'Approved' }).waitFor()
      await audit()
    },
  )
})

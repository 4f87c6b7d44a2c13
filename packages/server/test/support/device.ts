import type { Harness } from './harness.ts'

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'

type Form = Record<string, string>

/** The body of a device authorization response (RFC 8628 §3.2). */
export interface DeviceCodes {
  readonly device_code: string
  readonly user_code: string
  readonly verification_uri: string
  readonly verification_uri_complete: string
  readonly expires_in: number
  readonly interval: number
}

/** A device authorization request of phase-11-device-client; negatives change one thing of it. */
export function requestCodes(harness: Harness, changes: Form = {}, headers: Form = {}): Promise<Response> {
  return harness.post('/oauth/device/authorize', { client_id: 'phase-11-device-client', ...changes }, headers)
}

export async function obtainCodes(harness: Harness, changes: Form = {}): Promise<DeviceCodes> {
  const response = await requestCodes(harness, changes)
  const body: unknown = await response.json()
  if (response.status !== 200) throw new Error(`no codes but ${response.status} ${JSON.stringify(body)}`)
  return body as DeviceCodes
}

/** The right poll for such a device code. */
export function poll(harness: Harness, device_code: string, changes: Form = {}): Promise<Response> {
  return harness.post('/oauth/token', {
    grant_type: DEVICE_GRANT,
    client_id: 'phase-11-device-client',
    device_code,
    ...changes,
  })
}

/** A page of the verification flow, as a browser holds it. */
export interface VerificationPage {
  readonly response: Response
  readonly html: string
  readonly handle: string
  readonly cookie: string
}

async function pageOf(response: Response, cookie: string): Promise<VerificationPage> {
  const html = await response.clone().text()
  const handle = /name="request" value="([^"]+)"/.exec(html)?.[1] ?? ''
  return { response, html, handle, cookie: response.headers.get('set-cookie')?.split(';')[0] ?? cookie }
}

/** Opens the page that asks for the code, in a browser that has not been here. */
export async function openCodePage(harness: Harness, query = ''): Promise<VerificationPage> {
  return pageOf(await harness.get(`/oauth/device/verify${query}`), '')
}

/** Types a code into the page that asks for it. */
export async function typeCode(
  harness: Harness,
  user_code: string,
  { cookie }: Pick<VerificationPage, 'cookie'>,
  headers: Form = {},
): Promise<VerificationPage> {
  return pageOf(await harness.post('/oauth/device/verify', { user_code }, { cookie, ...headers }), cookie)
}

/** A new browser, with the consent page for this code open. */
export async function openConsent(harness: Harness, user_code: string): Promise<VerificationPage> {
  return typeCode(harness, user_code, await openCodePage(harness))
}

/** Answers a consent page. */
export function answer(harness: Harness, page: VerificationPage, form: Form, headers: Form = {}): Promise<Response> {
  return harness.post(
    '/oauth/device/verify/consent',
    { request: page.handle, ...form },
    { cookie: page.cookie, ...headers },
  )
}

/** All that the user does: opens the page, types the code, decides. */
export async function decide(harness: Harness, user_code: string, decision: 'approve' | 'deny'): Promise<void> {
  const response = await answer(harness, await openConsent(harness, user_code), { decision })
  if (response.status !== 200) throw new Error(`not decided: ${response.status} ${await response.text()}`)
}

/** As much of oidc-provider as the test uses; the package brings no types. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  interface Interaction {
    readonly uid: string
    readonly returnTo: string
    readonly prompt: { readonly name: string }
    result: Readonly<Record<string, unknown>>
    save(ttl: number): Promise<void>
  }

  interface Grant {
    addResourceScope(resource: string, scope: string): void
    save(): Promise<string>
  }

  interface Context {
    readonly oidc: {
      readonly provider: { readonly Grant: new (properties: Readonly<Record<string, unknown>>) => Grant }
      readonly client?: { readonly clientId: string }
      readonly session?: { readonly accountId?: string }
      readonly params?: Readonly<Record<string, unknown>>
    }
  }

  interface Configuration {
    readonly loadExistingGrant: (ctx: Context) => Promise<Grant>
    readonly findAccount: (ctx: Context, id: string) => unknown
    readonly interactions: { readonly url: (ctx: Context, interaction: Interaction) => string }
    readonly [setting: string]: unknown
  }

  export default class Provider {
    constructor(issuer: string, configuration: Configuration)
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>
    readonly AccessToken: {
      find(token: string): Promise<{ readonly aud: string; readonly isExpired: boolean } | undefined>
    }
    readonly Interaction: { find(uid: string): Promise<Interaction | undefined> }
  }
}

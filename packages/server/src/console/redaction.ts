import { isSecretHeader, isSecretParameter } from '@mcp-auth/spec'
import type { Exchange } from '../core/exchange.ts'
import { isJsonObject } from '../core/json.ts'
import { read } from '../observe/reading.ts'

/** An exchange without its secrets. */
export interface RedactedExchange {
  readonly method: string
  readonly url: string
  readonly requestHeaders: readonly (readonly [string, string])[]
  readonly requestBody?: string
  readonly status: number
  readonly responseHeaders: readonly (readonly [string, string])[]
  readonly responseBody?: string
  readonly tokens: readonly { readonly where: string; readonly header: unknown; readonly payload: unknown }[]
}

/** STAND-IN until observe/redact.ts is there. */
export class Redactor {
  readonly #secrets = new Map<string, string>()
  constructor(exchanges: readonly Exchange[]) {
    for (const exchange of exchanges) {
      const reading = read(exchange)
      for (const [name, value] of [...reading.query, ...reading.form, ...(reading.location?.searchParams ?? [])])
        if (isSecretParameter(name)) this.#add(name, value)
      for (const body of [reading.sent, reading.received])
        if (isJsonObject(body))
          for (const [name, value] of Object.entries(body))
            if (isSecretParameter(name) && typeof value === 'string') this.#add(name, value)
      if (reading.credentials !== undefined) this.#add('credentials', reading.credentials.value)
    }
  }
  #add(name: string, value: string): void {
    if (value.length > 5) this.#secrets.set(value, name)
  }
  text(text: string): string {
    let out = text
    for (const [value, name] of this.#secrets)
      out = out.replaceAll(value, `[${name}]`).replaceAll(encodeURIComponent(value), `[${name}]`)
    return out
  }
  exchange({ request, response }: Exchange): RedactedExchange {
    const headers = (all: Headers) =>
      [...all].map(([name, value]) => [name, isSecretHeader(name) ? '[redacted]' : this.text(value)] as const)
    return {
      method: request.method,
      url: this.text(request.url),
      requestHeaders: headers(request.headers),
      ...(request.body !== undefined && { requestBody: this.text(request.body.text) }),
      status: response.status,
      responseHeaders: headers(response.headers),
      ...(response.body !== undefined && { responseBody: this.text(response.body.text) }),
      tokens: [],
    }
  }
}

import { plain } from '../terminal/plain.ts'
import type { Incoming } from './exchange.ts'

/** A JSON object as it came, before any of its members is believed. */
export type JsonObject = Readonly<Record<string, unknown>>

/** Whether a value is a JSON object: not an array, not null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The object a text holds, or a few words on what it holds instead. */
export function parseObject(text: string): JsonObject | string {
  if (text.trim() === '') return 'an empty body'
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : 'JSON that is not an object'
  } catch {
    return /^\s*</.test(text) ? 'HTML instead of JSON' : 'something that is not JSON'
  }
}

/** A member that is a string; anything else counts as absent. */
export function text(object: JsonObject, name: string): string | undefined {
  const value = Object.hasOwn(object, name) ? object[name] : undefined
  return typeof value === 'string' ? value : undefined
}

/** A member that is a list of strings; anything else counts as absent. */
export function texts(object: JsonObject, name: string): readonly string[] | undefined {
  const value = Object.hasOwn(object, name) ? object[name] : undefined
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string') ? value : undefined
}

/** `HTTP 400`, with the OAuth error a JSON body may carry (RFC 6749 §5.2), fit for one line. */
export function describeRefusal(status: number, body: JsonObject | string): string {
  if (typeof body === 'string') return `HTTP ${status} with ${body}`
  const error = text(body, 'error')
  const description = text(body, 'error_description')
  if (error === undefined) return `HTTP ${status}`
  return `${plain(error)}${description === undefined ? '' : `: ${plain(description)}`} (HTTP ${status})`
}

/** The media type of an answer, lower case, without parameters. */
export function mediaType(answer: Incoming): string {
  return (answer.header('content-type') ?? '').split(';', 1).join('').trim().toLowerCase()
}

import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { clientTransportGuidance } from '../src/guidance/client-transport.ts'
import { explainError, type Guidance, guidance } from '../src/guidance.ts'
import { errorCodes, isOAuthErrorCode, requirementIds, requirements } from '../src/index.ts'

const rows = Object.entries(guidance)
const texts = rows.flatMap(([id, { cause, remedy }]) => [
  [id, 'cause', cause],
  [id, 'remedy', remedy],
]) as readonly [string, string, string][]

describe('guidance', () => {
  test('is there for each of the 194 requirements, and for nothing else', () => {
    expect(Object.keys(guidance)).toEqual(requirementIds())
    expect(rows).toHaveLength(194)
  })

  test('that lacks a requirement does not compile', () => {
    const { 'client-keeps-session': _, ...rest } = clientTransportGuidance
    // @ts-expect-error a requirement of that topic is missing
    const short: Readonly<Record<keyof typeof clientTransportGuidance, Guidance>> = rest
    expect(Object.keys(short)).toHaveLength(6)
  })

  test.each(texts)('%s: its %s is a few plain sentences', (_id, kind, text) => {
    expect(text).toMatch(/^[a-zA-Z0-9][ -~]*[.]$/)
    expect(text).not.toMatch(/ {2}|`|\bplease\b|\bsimply\b/i)
    const sentences = text.split(/[.?!] (?=[A-Z])/).length
    expect(sentences).toBeLessThanOrEqual(kind === 'cause' ? 2 : 3)
    expect(text.length).toBeGreaterThan(60)
    expect(text.length).toBeLessThanOrEqual(kind === 'cause' ? 240 : 300)
  })

  test('says nothing twice, and does not repeat what the requirement says', () => {
    const said = [...texts.map(([, , text]) => text), ...requirementIds().map((id) => requirements[id].summary)]
    const sentences = said.flatMap((text) => text.split(/(?<=[.;:]) /)).filter((sentence) => sentence.length > 30)
    expect(sentences.filter((sentence, index) => sentences.indexOf(sentence) !== index)).toEqual([])
  })

  test('names OAuth errors, each once, where a client gets them', () => {
    for (const [id, { brings = [], after = [] }] of rows) {
      if (!id.startsWith('client-')) expect([...brings, ...after]).toEqual([])
      for (const errors of [brings, after]) {
        expect(errors.every(isOAuthErrorCode)).toBe(true)
        expect(new Set(errors).size).toBe(errors.length)
      }
    }
  })

  test('has a file for each table, and its registry has every file', () => {
    const filesOf = (folder: string) =>
      globSync(join(import.meta.dirname, '../src', folder, '*.ts'))
        .map((path) => basename(path))
        .filter((file) => !['guidance.ts', 'registry.ts'].includes(file))
        .toSorted()
    expect(filesOf('guidance')).toEqual(filesOf('requirements'))
    const registry = readFileSync(join(import.meta.dirname, '../src/guidance/registry.ts'), 'utf8')
    for (const file of filesOf('guidance')) expect(registry).toContain(`from './${file}'`)
  })

  test('is not read by whoever asks for the catalogue alone', () => {
    const read = new Set<string>()
    const visit = (path: string): void => {
      if (read.has(path)) return
      read.add(path)
      const imports = readFileSync(path, 'utf8').matchAll(/^(?:import|export) (?!type )[^;]*?from '(\.[^']+)'/gms)
      for (const [, specifier = ''] of imports) visit(join(path, '..', specifier))
    }
    visit(join(import.meta.dirname, '../src/index.ts'))
    expect([...read].filter((path) => /src\/(guidance|explanation)/.test(path))).toEqual([])
    expect(read.size).toBeGreaterThan(20)
  })
})

describe('an OAuth error is explained', () => {
  test.each(Object.keys(errorCodes))('%s', (code) => {
    const explanation = explainError(code)
    expect(explanation?.error).toBe(code)
    expect(explanation?.clause.citation).toMatch(/^(RFC|OIDC) .*§/)
    const ids = [...(explanation?.missed ?? []), ...(explanation?.next ?? [])].map(({ id }) => id)
    for (const id of ids) expect(requirements[id].party).toBe('client')
  })

  test('by what brings it and by what says how to go on, and by nothing where nothing does', () => {
    const codes = (list: readonly { readonly code: string }[] = []) => list.map(({ code }) => code)
    expect(codes(explainError('slow_down')?.missed)).toEqual(['C-DEV-01'])
    expect(codes(explainError('insufficient_scope')?.next)).toEqual(['C-STEP-01', 'C-STEP-02', 'C-STEP-03'])
    expect(codes(explainError('use_dpop_nonce')?.next)).toEqual(['C-DPOP-04'])
    expect(explainError('server_error')).toMatchObject({ missed: [], next: [] })
    expect(explainError('toString')).toBeUndefined()
  })
})

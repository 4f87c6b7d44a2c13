import { execFileSync } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>
  readonly outputs?: Readonly<Record<string, { readonly value: string }>>
  readonly runs: { readonly using: 'composite'; readonly steps: readonly Step[] }
}

interface Step {
  readonly id?: string
  readonly run: string
  readonly env: Readonly<Record<string, string>>
}

/** As much of a job of GitHub Actions as a composite action of `run` steps needs: inputs, outputs, environment, summary. */
export class Job {
  readonly #folder: string
  readonly #environment: Record<string, string> = {}

  /** @param folder an empty one, which the job may write to */
  constructor(folder: string) {
    this.#folder = folder
  }

  get summary(): string {
    return read(this.#file('summary'))
  }

  /** Runs the action in `folder`, from `cwd`, to its outputs. Throws when a step fails. */
  uses(folder: string, given: Readonly<Record<string, string>>, cwd: string): Readonly<Record<string, string>> {
    const { inputs, outputs, runs }: Action = parse(read(join(folder, 'action.yml')))
    const unknown = Object.keys(given).filter((name) => !Object.hasOwn(inputs, name))
    if (unknown.length > 0) throw new Error(`no such input: ${unknown.join(', ')}`)
    const values: Record<string, string> = { 'github.action_path': folder }
    for (const [name, input] of Object.entries(inputs)) values[`inputs.${name}`] = given[name] ?? input.default
    for (const { id, run, env } of runs.steps) {
      writeFileSync(this.#file('output'), '')
      execFileSync('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', run], {
        cwd,
        env: { ...process.env, ...this.#environment, ...this.#variables(), ...filledIn(env, values) },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: 60_000,
      })
      for (const [name, value] of lines(this.#file('output'))) values[`steps.${id}.outputs.${name}`] = value
      for (const [name, value] of lines(this.#file('environment'))) this.#environment[name] = value
    }
    return filledIn(Object.fromEntries(Object.entries(outputs ?? {}).map(([name, { value }]) => [name, value])), values)
  }

  #file(name: string): string {
    return join(this.#folder, name)
  }

  #variables(): Readonly<Record<string, string>> {
    for (const name of ['environment', 'summary']) appendFileSync(this.#file(name), '')
    return {
      GITHUB_OUTPUT: this.#file('output'),
      GITHUB_ENV: this.#file('environment'),
      GITHUB_STEP_SUMMARY: this.#file('summary'),
      RUNNER_TEMP: this.#folder,
    }
  }
}

function read(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

function lines(file: string): readonly (readonly [string, string])[] {
  return [...read(file).matchAll(/^([^=\n]+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value])
}

function filledIn(
  texts: Readonly<Record<string, string>>,
  values: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const fill = (text: string) =>
    text.replaceAll(/\$\{\{ *([\w.-]+) *\}\}/g, (_, name: string) => {
      const value = values[name]
      if (value === undefined) throw new Error(`nothing is known as ${name}`)
      return value
    })
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, fill(String(text))]))
}

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GLOBAL_OPTIONS } from '../src/arguments.ts'
import * as registry from '../src/commands/registry.ts'
import { expectOneLine, useWorlds } from './support/setup.ts'
import { startTerminal } from './support/terminal.ts'

const { terminal } = useWorlds()

const folder = mkdtempSync(join(tmpdir(), 'completion-'))
const file = (name: string) => join(folder, name)

beforeAll(async () => {
  const own = await startTerminal()
  for (const shell of ['bash', 'zsh', 'fish', 'powershell']) {
    writeFileSync(file(shell), (await own.run('completion', shell)).stdout)
  }
  writeFileSync(file('an-assertion.jwt'), '')
  await own.remove()
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Each asks a real shell what it offers for the last of these words. */
const SHELLS = {
  bash(...words: string[]) {
    const typed = words.map((word) => `'${word}'`).join(' ')
    const ask = `. ${file('bash')}; COMP_WORDS=(mcp-auth ${typed}); COMP_CWORD=${words.length}; _mcp_auth; echo "\${COMPREPLY[*]}"`
    return spaced(execFileSync('bash', ['-euc', ask], { encoding: 'utf8' }))
  },
  // An interactive zsh on a terminal of its own: what it would add to the line is printed instead, and then it beeps.
  zsh(...words: string[]) {
    writeFileSync(file('drive'), ZSH_INSIDE(file('zsh')))
    writeFileSync(file('outside'), ZSH_OUTSIDE(file('drive'), ['mcp-auth', ...words].join(' ')))
    const shown = execFileSync('zsh', ['-f', file('outside')], { encoding: 'utf8', timeout: 20_000, cwd: folder })
    return [...shown.matchAll(/offered:(\S+)/g)].map(([, word]) => word ?? '')
  },
  fish(...words: string[]) {
    const ask = `source ${file('fish')}; complete -C '${['mcp-auth', ...words].join(' ')}'`
    const shown = execFileSync('fish', ['--no-config', '-c', ask], { encoding: 'utf8', cwd: folder })
    return shown.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\t')[0] ?? '']))
  },
} as const

const ZSH_INSIDE = (script: string) => `autoload -Uz compinit && compinit -u -D
source ${script}
compadd() {
  if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then builtin compadd "$@"; return $?; fi
  local -a offered; builtin compadd -A offered "$@"; print -rl -- "offered:"$^offered
}
bindkey '^I' complete-word
print REA""DY
`

const ZSH_OUTSIDE = (inside: string, line: string) => `zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell 'PROMPT= RPROMPT=; source ${inside}'
zpty -r shell out '*READY*'
zpty -w -n shell ${JSON.stringify(line)}$'\\t'
zpty -r shell out $'*\\a*'
print -r -- $out
zpty -d shell
`

function spaced(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '')
}

/** Where the shell is not installed there is nothing to ask; the gate has them all. */
const missing = (shell: string) => process.env['CI'] === undefined && spawnSync(shell, ['--version']).status !== 0

describe.each(['bash', 'zsh', 'fish'] as const)('completion in a real %s', (shell) => {
  const complete = SHELLS[shell]
  describe.skipIf(missing(shell))('offers', () => {
    test.each([
      ['commands', ['pro'], ['profile', 'proxy']],
      ['commands of commands', ['profile', 'ex'], ['export']],
      ['options, after operands', ['call', 'http://h/', 'tools/list', '--tool-'], ['--tool-arguments', '--tool-name']],
      [
        'options, after an option and its value',
        ['--har', 'login', 'call', '--tool-'],
        ['--tool-arguments', '--tool-name'],
      ],
    ])('%s', (_, words, wanted) => {
      expect([...complete(...words)].sort()).toEqual(wanted)
    })
  })
})

describe.each(['zsh', 'fish'] as const)('completion in a real %s', (shell) => {
  test.skipIf(missing(shell))('offers files for the value of an option', () => {
    expect(SHELLS[shell]('login', '--har', 'an-ass')).toEqual(['an-assertion.jwt'])
  })
})

describe('completion', () => {
  test('offers what the table has, each option and no hidden one', () => {
    for (const command of Object.values(registry)) {
      const leaves = command.commands ?? [command]
      for (const { name, options } of leaves) {
        const path = leaves[0] === command ? [name] : [command.name, name]
        const shown = [...options, ...GLOBAL_OPTIONS].filter(({ hidden }) => hidden !== true)
        expect([...SHELLS.bash(...path, '--')].sort()).toEqual(shown.map((option) => `--${option.name}`).sort())
      }
    }
  })

  // There is no PowerShell to ask: what it would read is compared with what bash was asked.
  test('in PowerShell has the same table', () => {
    const script = readFileSync(file('powershell'), 'utf8')
    for (const path of ['', 'call', 'login', 'profile', 'profile import']) {
      const row = script.split('\n').find((line) => line.startsWith(`    '${path}' = @(`)) ?? ''
      const words = [...row.slice(row.indexOf('@(')).matchAll(/'([^'=]+)=(?:[^']|'')*'/g)].map(([, word]) => word)
      expect(words.sort()).toEqual([...SHELLS.bash(...path.split(' ').filter((word) => word !== ''), '')].sort())
    }
    const quotes = script.replaceAll("''", '').split("'").length - 1
    expect([quotes % 2, balance(script, '{', '}'), balance(script, '(', ')')]).toEqual([0, 0, 0])
  })

  test('of another shell there is none', async () => {
    const done = await terminal().run('completion', 'constructor')
    expectOneLine(done)
    expect(done.status).toBe(2)
  })
})

/** How many more of `open` than of `close` there are outside of quotes. */
function balance(script: string, open: string, close: string): number {
  const code = script.replaceAll(/'[^']*'/g, '')
  return code.split(open).length - code.split(close).length
}

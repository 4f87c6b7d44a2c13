import type { Command, Option } from '../commands/command.ts'

/** A word that may follow, and what it is for. */
interface Word {
  readonly word: string
  readonly summary: string
  /** What the value of an option is called; only where it has one. */
  readonly value: string | undefined
}

/** What may follow the words typed so far: `''`, `call`, `profile`, `profile list`. */
interface Line {
  readonly typed: string
  readonly next: readonly Word[]
}

/** What completes what, from the table of commands. */
export function completionLines(
  commands: readonly Command[],
  everywhere: readonly Option[],
  path: readonly string[] = [],
): readonly Line[] {
  const global = everywhere.map(optionWord)
  const names = commands.map(({ name, summary }): Word => ({ word: name, summary, value: undefined }))
  return [
    { typed: path.join(' '), next: [...names, ...global] },
    ...commands.flatMap(({ name, commands: children, options }): readonly Line[] => {
      const at = [...path, name]
      if (children !== undefined) return completionLines(children, everywhere, at)
      const own = options.filter(({ hidden }) => hidden !== true).map(optionWord)
      return [{ typed: at.join(' '), next: [...own, ...global] }]
    }),
  ]
}

function optionWord({ name, summary, value }: Option): Word {
  return { word: `--${name}`, summary, value }
}

/**
 * The scripts, by shell. Each leaves out options and their values, finds the longest command in the words before the one being
 * typed, and offers what may follow it; files for the value of an option.
 */
export const SHELLS: Readonly<Record<string, (table: readonly Line[]) => string>> = { bash, zsh, fish, powershell }

function bash(table: readonly Line[]): string {
  return `_mcp_auth() {
  local current="\${COMP_WORDS[COMP_CWORD]}" typed="" value="" word next=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if [ -n "$value" ]; then value=""; continue; fi
    case "$word" in
      ${withValue(table).join('|')}) value=1 ;;
      -*|*:*|*/*) ;;
      *) typed="\${typed:+$typed }$word" ;;
    esac
  done
  COMPREPLY=()
  if [ -n "$value" ]; then return; fi
  while :; do
    case "$typed" in
${table.map(({ typed, next }) => `      '${typed}') next='${next.map(({ word }) => word).join(' ')}' ;;`).join('\n')}
    esac
    [ -n "$next" ] && break
    case "$typed" in *' '*) typed="\${typed% *}" ;; *) typed="" ;; esac
  done
  COMPREPLY=($(compgen -W "$next" -- "$current"))
}
complete -F _mcp_auth -o default mcp-auth`
}

/** Good for `source`, and as the file `_mcp_auth` of a folder in `fpath`. */
function zsh(table: readonly Line[]): string {
  return `#compdef mcp-auth
_mcp_auth() {
  local typed="" value="" word
  local -a next
  for word in "\${(@)words[2,CURRENT-1]}"; do
    if [[ -n $value ]]; then value=""; continue; fi
    case $word in
      (${withValue(table).join('|')}) value=1 ;;
      (-*|*:*|*/*) ;;
      (*) typed="\${typed:+$typed }$word" ;;
    esac
  done
  if [[ -n $value ]]; then _files; return; fi
  while :; do
    case $typed in
${table.map(({ typed, next }) => `      ('${typed}') next=(${next.map(({ word, summary }) => quoted(`${word}:${summary}`, `'\\''`)).join(' ')}) ;;`).join('\n')}
    esac
    (( \${#next} )) && break
    if [[ $typed == *' '* ]]; then typed="\${typed% *}"; else typed=""; fi
  done
  _describe 'mcp-auth' next
}
if [[ $funcstack[1] == _mcp_auth ]]; then _mcp_auth "$@"; else compdef _mcp_auth mcp-auth; fi`
}

function fish(table: readonly Line[]): string {
  const known = table.map(({ typed }) => `'${typed}'`).join(' ')
  return `function __mcp_auth_at
  set -l typed
  set -l value no
  for word in (commandline -opc)[2..-1]
    if test $value = yes
      set value no
      continue
    end
    switch $word
      case ${withValue(table).join(' ')}
        set value yes
      case '-*' '*:*' '*/*'
      case '*'
        set -a typed $word
    end
  end
  while not contains -- "$typed" ${known}
    set -e typed[-1]
  end
  test "$typed" = "$argv[1]"
end
complete -c mcp-auth -f
${table.flatMap(({ typed, next }) => next.map((each) => `complete -c mcp-auth -n "__mcp_auth_at '${typed}'" ${fishWord(each)}`)).join('\n')}`
}

function fishWord({ word, summary, value }: Word): string {
  const told = `-d ${quoted(summary, "\\'")}`
  if (!word.startsWith('--')) return `-a ${word} ${told}`
  const files = value?.includes('FILE') === true ? ' -rF' : value === undefined ? '' : ' -x'
  return `-l ${word.slice(2)}${files} ${told}`
}

function powershell(table: readonly Line[]): string {
  const row = ({ typed, next }: Line) =>
    `    '${typed}' = @(${next.map(({ word, summary }) => quoted(`${word}=${summary}`, "''")).join(', ')})`
  return `Register-ArgumentCompleter -Native -CommandName mcp-auth -ScriptBlock {
  param($current, $line, $position)
  $withValue = @(${withValue(table)
    .map((word) => `'${word}'`)
    .join(', ')})
  $table = @{
${table.map(row).join('\n')}
  }
  $typed = @()
  $value = $false
  foreach ($element in @($line.CommandElements | Select-Object -Skip 1)) {
    if ($element.Extent.EndOffset -ge $position) { break }
    $word = "$element"
    if ($value) { $value = $false }
    elseif ($withValue -contains $word) { $value = $true }
    elseif ($word -notmatch '^-|[:/]') { $typed += $word }
  }
  if ($value) { return }
  while ($typed.Count -gt 0 -and -not $table.ContainsKey($typed -join ' ')) { $typed = @($typed | Select-Object -SkipLast 1) }
  foreach ($row in $table[$typed -join ' ']) {
    $word, $summary = $row -split '=', 2
    if ($word -like "$current*") { [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $summary) }
  }
}`
}

/** The options that the next word belongs to. */
function withValue(table: readonly Line[]): readonly string[] {
  return [
    ...new Set(table.flatMap(({ next }) => next.flatMap(({ word, value }) => (value === undefined ? [] : [word])))),
  ]
}

/** `text` in single quotes, where `quote` is what stands for one inside. */
function quoted(text: string, quote: string): string {
  return `'${text.replaceAll("'", () => quote)}'`
}

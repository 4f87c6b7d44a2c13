import type { Command, Option } from '../commands/command.ts'

/** The words that may follow the words typed so far: `''`, `call`, `profile`, `profile list`. */
interface Line {
  readonly typed: string
  readonly next: readonly string[]
}

/** What completes what, from the table of commands. */
export function completionLines(
  commands: readonly Command[],
  everywhere: readonly Option[],
  path: readonly string[] = [],
): readonly Line[] {
  const global = everywhere.map(({ name }) => `--${name}`)
  const own = { typed: path.join(' '), next: [...commands.map(({ name }) => name), ...global] }
  return [
    own,
    ...commands.flatMap(({ name, commands: children, options }): readonly Line[] => {
      const at = [...path, name]
      if (children !== undefined) return completionLines(children, everywhere, at)
      const named = options.filter(({ hidden }) => hidden !== true).map((option) => `--${option.name}`)
      return [{ typed: at.join(' '), next: [...named, ...global] }]
    }),
  ]
}

/** The scripts, by shell. Each finds the longest command in the words so far and offers what may follow it. All words are our own. */
export const SHELLS: Readonly<Record<string, (table: readonly Line[]) => string>> = {
  bash: (table) => `_mcp_auth() {
  local current="\${COMP_WORDS[COMP_CWORD]}" typed="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*|*:*|*/*) ;; *) typed="\${typed:+$typed }$word" ;; esac
  done
  local next=""
  while :; do
    case "$typed" in
${table.map(({ typed, next }) => `      '${typed}') next='${next.join(' ')}' ;;`).join('\n')}
    esac
    [ -n "$next" ] && break
    case "$typed" in *' '*) typed="\${typed% *}" ;; *) typed="" ;; esac
  done
  COMPREPLY=($(compgen -W "$next" -- "$current"))
}
complete -F _mcp_auth -o default mcp-auth`,
  zsh: (table) => `#compdef mcp-auth
autoload -U +X bashcompinit && bashcompinit
${SHELLS['bash']?.(table)}`,
  fish: (table) =>
    table
      .map(({ typed, next }) => {
        const words = typed.split(' ').filter((word) => word !== '')
        const seen = words.map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ')
        const condition = seen === '' ? '__fish_use_subcommand' : seen
        return `complete -c mcp-auth -f -n '${condition}' -a '${next.join(' ')}'`
      })
      .join('\n'),
  powershell: (table) => `Register-ArgumentCompleter -Native -CommandName mcp-auth -ScriptBlock {
  param($current, $line, $position)
  $table = @{
${table.map(({ typed, next }) => `    '${typed}' = '${next.join(' ')}'`).join('\n')}
  }
  $typed = @($line.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" } | Where-Object { $_ -notmatch '^-|[:/]' -and $_ -ne $current })
  while ($typed.Count -gt 0 -and -not $table.ContainsKey($typed -join ' ')) { $typed = @($typed | Select-Object -SkipLast 1) }
  $table[$typed -join ' '] -split ' ' | Where-Object { $_ -like "$current*" } | ForEach-Object { $_ }
}`,
}

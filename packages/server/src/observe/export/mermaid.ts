import type { Flow } from '../flow.ts'
import { Redactor } from '../redact.ts'
import { ACTORS, sequence } from '../sequence.ts'

/** A remark at an exchange. */
export interface Remark {
  readonly exchange: string
  readonly text: string
}

/** A flow as the text of a Mermaid sequence diagram, without secrets. */
export function mermaid(flow: Flow, remarks: readonly Remark[] = []): string {
  const redactor = new Redactor(flow.exchanges.map(({ exchange }) => exchange))
  const { actors, arrows } = sequence(flow)
  const lines = actors.map((actor) => `  participant ${idOf(actor)} as ${ACTORS[actor]}`)
  for (const { observed, from, to, label, answer } of arrows) {
    const line = (text: string): string => plain(redactor.text(text))
    lines.push(`  ${idOf(from)}->>${idOf(to)}: ${line(label)}`, `  ${idOf(to)}-->>${idOf(from)}: ${line(answer)}`)
    for (const { exchange, text } of remarks) {
      if (exchange === observed.exchange.id) lines.push(`  Note over ${idOf(from)},${idOf(to)}: ${line(text)}`)
    }
  }
  return `sequenceDiagram\n${lines.join('\n')}\n`
}

function idOf(actor: string): string {
  return actor.replaceAll('-', '_')
}

/** Text that cannot end a line or begin something in Mermaid, whose entities are `#name;`. */
function plain(text: string): string {
  return text
    .replaceAll('#', '#35;')
    .replaceAll(/[\r\n]+/g, ' ')
    .replaceAll(';', '#59;')
    .replaceAll('<', '#lt;')
    .replaceAll('>', '#gt;')
    .replaceAll(/\bend\b/gi, (word) => `${word.slice(0, 1)}#8203;${word.slice(1)}`)
}

import { cite, type ErrorCodeRow, errorCodes, referenceUrl } from '@mcp-auth/spec'
import { explainError } from '@mcp-auth/spec/guidance'
import { anchor, code, type Piece, type Reference, toRequirement } from './table.ts'

const lines = (rows: readonly { readonly code: string }[]): readonly Piece[] =>
  rows.flatMap((row, index) => (index === 0 ? [toRequirement(row.code)] : [', ', toRequirement(row.code)]))

/** Every OAuth error, what it means, and what whoever gets it may have missed. */
export const errorsReference: Reference = {
  slug: 'errors',
  title: 'Error codes',
  about: 'The values of error in OAuth answers and challenges. mcp-auth explain CODE prints the same.',
  sections: [
    {
      head: ['error', 'Status', 'Meaning', 'From', 'May have been missed'],
      rows: (Object.entries(errorCodes) as [string, ErrorCodeRow][]).map(([error, { meaning, status, reference }]) => ({
        id: anchor(error),
        name: error,
        about: meaning,
        cells: [
          code(error),
          String(status),
          meaning,
          { text: cite(reference), to: referenceUrl(reference) },
          lines(explainError(error)?.missed ?? []),
        ],
      })),
    },
  ],
}

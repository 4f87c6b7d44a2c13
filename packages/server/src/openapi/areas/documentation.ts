import { INSPECTOR_PATH, LOGIN_REDIRECT_PATH } from '../../core/docs-paths.ts'
import { DOCS_CLIENT } from '../../oauth/clients/seeded.ts'
import { assetFiles } from '../asset-files.ts'
import { query } from '../fields.ts'
import { file } from '../file.ts'
import { ASSETS, DOCS_PATH, DOCUMENT_PATH, ownAssets, REDOC_PATH } from '../paths.ts'
import { jsonAnswer, page } from '../responses.ts'
import type { Area, Described, Json } from '../shape.ts'

const TYPES: Readonly<Record<string, string>> = { css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml' }

const assets = [...ownAssets, ...Object.keys(assetFiles)].map((name): [string, Described] => [
  ASSETS + name,
  file(`A file of these pages: ${name}`, TYPES[name.split('.').at(-1) ?? ''] ?? 'text/plain'),
])

const came: readonly Json[] = [
  query('code', 'What is worth tokens'),
  query('state', 'What the client sent along'),
  query('iss', 'Who answers'),
  query('error', 'Why there is no code'),
  query('error_description', 'The reason in words'),
  query('error_uri', 'A page about it'),
]

/** This document, and what reads it. */
export const documentation: Area = {
  tag: { name: 'Documentation', description: 'This document, pages that show it, and the redirect inspector.' },
  paths: {
    [DOCUMENT_PATH]: {
      GET: () => ({
        summary: 'This document',
        responses: {
          200: jsonAnswer('OpenAPI 3.1', {
            type: 'object',
            required: ['openapi', 'info', 'paths'],
            additionalProperties: true,
          }),
        },
      }),
    },
    [DOCS_PATH]: {
      GET: () => ({
        summary: 'This document in Swagger UI',
        parameters: [query('resource', 'What a login on the page asks a token for')],
        responses: { 200: page('The page') },
      }),
    },
    [REDOC_PATH]: { GET: () => ({ summary: 'This document in ReDoc', responses: { 200: page('The page') } }) },
    [INSPECTOR_PATH]: {
      GET: () => ({
        summary: 'A redirect URI that shows what comes back',
        description: `Of the client \`${DOCS_CLIENT}\`.`,
        parameters: came,
        responses: { 200: page('What each parameter is, what is missing, and how to go on') },
      }),
    },
    [LOGIN_REDIRECT_PATH]: {
      GET: () => ({ summary: 'Ends a login of Swagger UI', parameters: came, responses: { 200: page('The page') } }),
    },
    ...Object.fromEntries(assets),
  },
}

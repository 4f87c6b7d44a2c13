/** Where the document is. */
export const DOCUMENT_PATH = '/openapi.json'

/** Where Swagger UI shows it. */
export const DOCS_PATH = '/docs'

/** Where ReDoc shows it. */
export const REDOC_PATH = '/redoc'

/** Before the name of each file that these pages load. */
export const ASSETS = '/docs/assets/'

/** Those of them that are ours. */
export const ownAssets = [
  'reference.css',
  'icon.svg',
  'swagger-ui.start.js',
  'swagger-ui.theme.css',
  'oauth2-redirect.js',
  'redoc.start.js',
  'redoc.theme.css',
] as const

/** One of ours. */
export type OwnAsset = (typeof ownAssets)[number]

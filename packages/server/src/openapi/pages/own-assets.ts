import { asset } from '../../core/asset.ts'
import { frameStyle } from '../../core/frame-style.ts'
import { ICON } from '../../core/logo.ts'
import type { OwnAsset } from '../paths.ts'
import { docsScript, loginRedirectScript, redocScript } from './scripts.ts'
import { docsStyle, redocStyle, referenceStyle } from './styles.ts'

const SCRIPT = 'text/javascript; charset=utf-8'
const STYLE = 'text/css; charset=utf-8'

/** What the pages about the API load of ours. */
export const ownAssetEndpoints: Readonly<Record<OwnAsset, (request: Request) => Response>> = {
  'reference.css': asset(frameStyle + referenceStyle, STYLE),
  'icon.svg': asset(ICON.text, 'image/svg+xml'),
  'swagger-ui.start.js': asset(docsScript, SCRIPT),
  'swagger-ui.theme.css': asset(docsStyle, STYLE),
  'oauth2-redirect.js': asset(loginRedirectScript, SCRIPT),
  'redoc.start.js': asset(redocScript, SCRIPT),
  'redoc.theme.css': asset(redocStyle, STYLE),
}

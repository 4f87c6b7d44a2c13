import type { Context } from '../../core/context.ts'
import { INSPECTOR_PATH } from '../../core/docs-paths.ts'
import { type Frame, framed, type Section } from '../../core/frame.ts'
import type { AssetFile } from '../asset-files.ts'
import { ASSETS, DOCS_PATH, DOCUMENT_PATH, type OwnAsset, REDOC_PATH } from '../paths.ts'

/** What there is to read; what was observed, too, where there is a console. */
function sections({ config }: Context): readonly Section[] {
  return [
    ...(config.observe ? [{ name: 'Console', path: '/' }] : []),
    { name: 'API reference', path: DOCS_PATH },
    { name: 'ReDoc', path: REDOC_PATH },
    { name: 'Redirect inspector', path: INSPECTOR_PATH },
    { name: 'openapi.json', path: DOCUMENT_PATH },
  ]
}

type AssetName = AssetFile | OwnAsset

/** One page about the API. */
export type Page = Pick<Frame, 'title' | 'main' | 'headers'> & {
  readonly path: string
  /** Names of assets. */
  readonly style?: readonly AssetName[]
  readonly script?: readonly AssetName[]
  readonly policy?: readonly string[]
}

/** A page about the API: it loads from this server alone. */
export function referencePage(
  { path, title, main, headers, style = [], script = [], policy = [] }: Page,
  ctx: Context,
): Response {
  return framed({
    title,
    navigation: 'API',
    sections: sections(ctx),
    section: path,
    icon: `${ASSETS}icon.svg`,
    style: ['reference.css' as const, ...style].map((name) => ASSETS + name),
    script: script.map((name) => ASSETS + name),
    policy: ["img-src 'self' data:", ...(policy.length > 0 ? policy : ["style-src 'self'"])],
    main,
    note: 'Everything on this page comes from this server.',
    ...(headers !== undefined && { headers }),
  })
}

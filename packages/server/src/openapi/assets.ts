import { asset } from '../core/asset.ts'
import type { AssetFile } from './asset-files.ts'

const TYPES = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8' } as const

/** Where the build puts them: beside the bundles; the sources are two folders away from there. */
const FOLDER = new URL(import.meta.url.endsWith('.ts') ? '../../dist/assets/' : './assets/', import.meta.url)

const served = new Map<AssetFile, Promise<(request: Request) => Response>>()

/** Serves a file of another package, which is read when it is first asked for. */
export function fileEndpoint(name: AssetFile): (request: Request) => Promise<Response> {
  return async (request) => {
    const file = served.get(name) ?? read(name)
    served.set(name, file)
    return (await file)(request)
  }
}

async function read(name: AssetFile): Promise<(request: Request) => Response> {
  const { readFile } = await import('node:fs/promises')
  return asset(await readFile(new URL(name, FOLDER), 'utf8'), TYPES[name.endsWith('.css') ? 'css' : 'js'])
}

import { asset } from '../core/asset.ts'
import { frameStyle } from '../core/frame-style.ts'
import { flow } from './style/flow.ts'
import { home } from './style/home.ts'
import { tables } from './style/tables.ts'

const text = [frameStyle, home, flow, tables].join('')

/** A path without the name of what is in it would be kept by browsers beyond the version that it is of. */
export const STYLE_PATH = '/console/style.css'

/** The style sheet of the console; the same for everybody. */
export const styleEndpoint = asset(text, 'text/css; charset=utf-8')

import { field, formBody, query } from '../fields.ts'
import { file } from '../file.ts'
import { empty, NEVER_STORED, page, refusals, withHeader } from '../responses.ts'
import { observers } from '../security.ts'
import { type Area, type Described, type Json, ref, TEXT, type Told } from '../shape.ts'

/** A page of the console. */
function shown(summary: string, missing?: string): Described {
  return {
    GET: (told) => ({
      summary,
      security: observers(told),
      responses: {
        200: page('The page'),
        ...locked(told),
        ...(missing !== undefined && { 404: page(missing) }),
      },
    }),
  }
}

function locked({ ctx }: Told): Readonly<Record<string, Json>> {
  return ctx.config.debugToken === undefined
    ? {}
    : { 401: withHeader('WWW-Authenticate', ref('headers/BearerChallenge'), page('The page that asks for the token')) }
}

/** What was seen and given, for people. */
export const consolePages: Area = {
  tag: { name: 'Console', description: 'Pages for people: what clients did, and whether it was right.' },
  paths: {
    '/': shown('What clients did here'),
    '/flows/:id': shown('One flow, as a sequence', 'No flow of this id is kept'),
    '/flows/:id/verdicts': shown('One flow, judged', 'No flow of this id is kept'),
    '/verdicts': shown('Every verdict'),
    '/requirements': shown('What the specifications ask'),
    '/requirements/:code': shown('One requirement', 'There is no such requirement'),
    '/clients': shown('Clients'),
    '/tokens': shown('Codes and tokens'),
    '/approvals': shown('Decisions of users'),
    '/console/login': {
      POST: (told) => ({
        summary: 'Show the token of the setting debugToken',
        parameters: [query('next', 'The page to go on to')],
        requestBody: formBody({ token: field('', 'The token') }, { required: ['token'] }),
        responses: {
          303: empty('On to the page', {
            ...NEVER_STORED,
            Location: ref('headers/Location'),
            'Set-Cookie': ref('headers/SetCookie'),
          }),
          401: page('That is not the token'),
          ...refusals(told, [
            ['invalid_request', 'content-type must be application/x-www-form-urlencoded'],
            ['access_denied', 'the form was sent from another page', 403],
          ]),
        },
      }),
    },
    '/console/style.css': file('The style of the console', 'text/css'),
    '/console/live.js': file('The script of the console', 'text/javascript'),
    '/favicon.ico': {
      GET: () => ({
        summary: 'The mark of the product',
        responses: { 200: { description: 'It', content: { 'image/svg+xml': { schema: TEXT } } } },
      }),
    },
  },
}

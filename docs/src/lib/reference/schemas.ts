import { membersOf } from './members.ts'
import { anchor, code, type Reference, type Section } from './table.ts'

function shape(title: string, about: string, file: string, name: string): Section {
  return {
    title,
    about,
    head: ['Member', 'Type', 'Meaning'],
    rows: membersOf(file, name).map((member) => ({
      id: anchor(`${title} ${member.name}`),
      name: `${title}: ${member.name}`,
      about: member.about === '' ? member.type : member.about,
      cells: [code(member.name), code(member.type), member.about],
    })),
  }
}

const REPORT = 'packages/server/src/report/document.ts'

/** The JSON documents that programs read. */
export const schemasReference: Reference = {
  slug: 'schemas',
  title: 'JSON documents',
  about:
    'Shapes that scripts can rely on. Each has a schemaVersion, which changes with what a reader would stumble over.',
  files: [
    {
      path: '/reference/settings.schema.json',
      text: 'JSON Schema of the settings file; mcp-auth-test-server config schema prints it',
    },
    { path: '/reference/openapi.json', text: 'OpenAPI document of the server; it serves its own at /openapi.json' },
  ],
  sections: [
    shape('Report', 'Of /debug/report and mcp-auth report --format json.', REPORT, 'Report'),
    shape('Flow in a report', 'One attempt of one client.', REPORT, 'FlowReport'),
    shape('Finding', 'One judgement, with what it is judged by.', REPORT, 'Finding'),
    shape('Evidence', 'An exchange that proves a finding.', REPORT, 'Evidence'),
  ],
}

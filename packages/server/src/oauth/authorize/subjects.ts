import { type Html, html } from '../../core/html.ts'

/** Everybody who can log in here, by the subject their tokens speak for. Nobody is asked for a password. */
export const subjects = {
  'test-user': { name: 'Test User' },
  alice: { name: 'Alice Example' },
  bob: { name: 'Bob Example' },
} as const satisfies Record<string, { readonly name: string }>

/** One of {@link subjects}. */
export type Subject = keyof typeof subjects

/** Who is logged in when nothing says otherwise. */
export const DEFAULT_SUBJECT: Subject = 'test-user'

/** Whether somebody of this name can log in here. */
export function isSubject(name: string | undefined): name is Subject {
  return name !== undefined && Object.hasOwn(subjects, name)
}

/**
 * Who is logged in by `login_hint`. It is a hint, "left to the OP's discretion" (OIDC Core §3.1.2.1), and clients send what they
 * know of their user, so one that names nobody here is no error: the default user is logged in, as without it.
 */
export function hintedSubject(hint: string | undefined): Subject {
  return isSubject(hint) ? hint : DEFAULT_SUBJECT
}

/** Lets a person choose whom to be. */
export function subjectField(chosen: Subject): Html {
  const choices = Object.entries(subjects).map(
    ([subject, { name }]) =>
      html`<label><input type="radio" name="subject" value="${subject}"${subject === chosen ? checked : undefined}> <span>${name} <code>${subject}</code></span></label>`,
  )
  return html`<fieldset><legend>Be signed in as</legend>${choices}</fieldset>`
}

const checked = html` checked`

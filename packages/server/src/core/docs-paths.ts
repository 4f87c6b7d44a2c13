/** Where Swagger UI has the answer to its login sent. */
export const LOGIN_REDIRECT_PATH = '/docs/oauth2-redirect'

/** Where anybody may have an answer sent, to look at it. */
export const INSPECTOR_PATH = '/docs/oauth-callback'

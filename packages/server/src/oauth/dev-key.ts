/** The public half of a test key; README.md prints the private half, so it proves nothing about anybody. */
export const DEV_KEY = {
  kty: 'EC',
  crv: 'P-256',
  x: 'iq3_3Leh3TovvM66XridLbZd2r3BU43nzHXEN9BNpm4',
  y: '7aeGVZLfeINXLIjMqzq3rPBEROXtcLj953AgCJuin8I',
  kid: 'iAlSkI9Mg35hGs21gDxnOHJ6EI64gHsKQvyYss04-hY',
  alg: 'ES256',
} as const

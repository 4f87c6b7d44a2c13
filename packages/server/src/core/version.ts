/** The version of this package, as it calls itself on the wire. A test holds it to package.json. */
export const VERSION = '0.1.0'

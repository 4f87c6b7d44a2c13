/** STAND-IN */
export type Records = object

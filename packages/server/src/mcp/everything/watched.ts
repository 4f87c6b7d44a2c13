/** The resource that can be watched. */
export const WATCHED = 'test://watched-resource'

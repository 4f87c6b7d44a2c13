/** The same object without one member. */
export function without<T extends object>(object: T, name: keyof T): T {
  return Object.fromEntries(Object.entries(object).filter(([each]) => each !== name)) as T
}

/** For what the compiler found and a function only needs to have. */
export function asItIs<T>(data: T): T {
  return data;
}

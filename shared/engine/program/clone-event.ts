/**
 * An independent copy of an event, for the second reader of an output: transforms change events in place. Leaves are
 * shared: they cannot be changed (numbers as written are frozen objects).
 */
export function cloneEvent<T>(value: T): T {
  if (Array.isArray(value)) return value.map(cloneEvent) as T;
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value)) {
    // plain assignment to __proto__ would set the prototype instead of the field
    if (key === '__proto__') Object.defineProperty(copy, key, ownField(cloneEvent(field)));
    else copy[key] = cloneEvent(field);
  }
  return copy as T;
}

function ownField(value: unknown): PropertyDescriptor {
  return { value, enumerable: true, writable: true, configurable: true };
}

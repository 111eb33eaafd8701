/** Sets an own field whatever its name: assigning to `__proto__` would change the prototype instead. */
export function setField<Value>(
  object: Record<string, Value>,
  name: string,
  value: NoInfer<Value>,
): void {
  if (name === '__proto__') {
    Object.defineProperty(object, name, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  } else {
    object[name] = value;
  }
}

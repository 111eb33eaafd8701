/** Lets a bounded number through at once; the others wait in the order they came. */
export interface Gate {
  readonly enter: () => Promise<void>;
  /** Must be called once for each `enter` that was let through. */
  readonly leave: () => void;
}

/** @param width how many may be inside at once; at least 1 */
export function createGate(width: number): Gate {
  const waiting: (() => void)[] = [];
  let head = 0;
  let inside = 0;
  return {
    enter: () => {
      if (inside < width) {
        inside++;
        return Promise.resolve();
      }
      return new Promise((resolve) => waiting.push(resolve));
    },
    leave: () => {
      const next = waiting[head];
      if (next === undefined) {
        inside--;
        return;
      }
      // a shift of a long array would cost its length; dropping the served half now and then costs nothing to speak of
      head++;
      if (head * 2 > waiting.length) {
        waiting.splice(0, head);
        head = 0;
      }
      next();
    },
  };
}

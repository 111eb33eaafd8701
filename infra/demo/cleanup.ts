/** What must be undone at the end of a run, whatever ends it. */
export interface Cleanup {
  readonly add: (undo: () => Promise<void>) => void;
  /** Undoes everything, the last first. One that fails is told, and the others are done all the same. */
  readonly run: (onError: (error: Error) => void) => Promise<void>;
}

export function createCleanup(): Cleanup {
  const undos: (() => Promise<void>)[] = [];
  return {
    add: (undo) => void undos.push(undo),
    run: async (onError) => {
      for (let undo = undos.pop(); undo !== undefined; undo = undos.pop()) {
        try {
          await undo();
        } catch (error) {
          onError(error instanceof Error ? error : new Error(String(error)));
        }
      }
    },
  };
}

import { answerMemory } from '../answers/answer-memory.ts';

/** An answer of which something is still held; its body stays in memory as a whole until nothing is. */
export class HeldAnswer {
  readonly nodeId: number;
  readonly body: Buffer;
  #users = 0;

  constructor(nodeId: number, body: Buffer) {
    this.nodeId = nodeId;
    this.body = body;
  }

  get byteLength(): number {
    return this.body.length;
  }

  /**
   * Somebody reads its body.
   * @returns tells that they are done. When all are, the memory is used again; where one never says so (a chunk that
   *   was dropped, records of a partition that is gone) it is left to the garbage collector.
   */
  use(): () => void {
    this.#users += 1;
    let isDone = false;
    return () => {
      if (isDone) return;
      isDone = true;
      this.#users -= 1;
      if (this.#users === 0) answerMemory.giveBack(this.body);
    };
  }
}

import { GrokMachine } from './machine.ts';
import { parseGrok } from './parse.ts';
import { grokProgram } from './program.ts';
import type { GrokName } from './syntax.ts';

/** A regular expression that is ready to match. */
export class GrokPattern {
  readonly names: readonly GrokName[];
  private readonly machine: GrokMachine;

  /** @param lines see `parseGrok`. @throws {GrokSyntaxError} */
  constructor(source: string, lines = true) {
    const { node, groupCount, names } = parseGrok(source, lines);
    this.names = names;
    this.machine = new GrokMachine(grokProgram(node, groupCount, names));
  }

  /** Where groups begin and end, −1 for those that matched nothing; null: no match. Valid until the next one. */
  match(text: string, from = 0): Int32Array | null {
    return this.machine.match(text, from);
  }
}

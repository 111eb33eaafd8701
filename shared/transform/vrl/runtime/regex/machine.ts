import { characterTest, type CharacterTest } from './character-test.ts';
import { asciiWord, word } from './class-names.ts';
import type { Instruction } from './program.ts';
import type { LookKind } from './syntax.ts';

interface Threads {
  readonly dense: Int32Array;
  readonly sparse: Int32Array;
  readonly slots: (Int32Array | null)[];
  size: number;
}

function threadsOf(size: number): Threads {
  return {
    dense: new Int32Array(size),
    sparse: new Int32Array(size),
    slots: Array.from({ length: size }, () => null),
    size: 0,
  };
}

/**
 * Pike's machine: all ways to match go on side by side, one character at a time, so the work is the length of the text
 * times the size of the pattern, whatever both are.
 */
export class Machine {
  private readonly program: readonly Instruction[];
  private readonly slotCount: number;
  private readonly stack: number[] = [];
  private current: Threads;
  private following: Threads;
  private text = '';
  private position = 0;

  constructor(program: readonly Instruction[], groupCount: number) {
    this.program = program;
    this.slotCount = (groupCount + 1) * 2;
    this.current = threadsOf(program.length);
    this.following = threadsOf(program.length);
  }

  /**
   * Start and end of the match and its groups, −1 for those that matched nothing; null: no match.
   *
   * @param from where to begin, in UTF-16 units; what stands before it is still seen by `\b` and `^`
   */
  match(text: string, from: number): Int32Array | null {
    this.text = text;
    let found: Int32Array | null = null;
    this.current.size = 0;
    for (this.position = from; ;) {
      if (found === null) {
        this.add(this.current, 0, new Int32Array(this.slotCount).fill(-1));
      } else if (this.current.size === 0) {
        break;
      }
      const code = text.codePointAt(this.position);
      const width = code !== undefined && code > 0xffff ? 2 : 1;
      found = this.step(code ?? -1, this.position + width) ?? found;
      [this.current, this.following] = [this.following, this.current];
      this.following.size = 0;
      if (code === undefined) break;
      this.position += width;
    }
    return found;
  }

  /** Moves each thread over a character; a thread that is done ends those of lower priority. */
  private step(code: number, after: number): Int32Array | null {
    const { current, following, program } = this;
    const here = this.position;
    for (let index = 0; index < current.size; index++) {
      const pc = current.dense[index] ?? 0;
      const slots = current.slots[index] ?? null;
      const instruction = program[pc];
      if (instruction?.op === 'done') return slots;
      if (instruction?.op === 'character' && code >= 0 && instruction.test(code)) {
        this.position = after;
        this.add(following, instruction.next, slots ?? new Int32Array(0));
        this.position = here;
      }
    }
    return null;
  }

  /** Follows everything that consumes nothing, in order of priority. */
  private add(threads: Threads, first: number, firstSlots: Int32Array): void {
    const { stack, program } = this;
    // a slot is put back once all that was reached by way of it is done: pushed as (−slot − 1, value)
    let slots = firstSlots;
    stack.push(first);
    while (stack.length > 0) {
      let pc = stack.pop() ?? 0;
      if (pc < 0) {
        const slot = -pc - 1;
        slots = slots.slice();
        slots[slot] = stack.pop() ?? -1;
        continue;
      }
      for (;;) {
        const at = threads.sparse[pc] ?? 0;
        if (at < threads.size && threads.dense[at] === pc) break;
        threads.sparse[pc] = threads.size;
        threads.dense[threads.size] = pc;
        threads.slots[threads.size] = null;
        threads.size++;
        const instruction = program[pc];
        if (instruction === undefined) break;
        if (instruction.op === 'jump') {
          pc = instruction.next;
        } else if (instruction.op === 'split') {
          stack.push(instruction.other);
          pc = instruction.next;
        } else if (instruction.op === 'save') {
          stack.push(slots[instruction.slot] ?? -1, -instruction.slot - 1);
          slots = slots.slice();
          slots[instruction.slot] = this.position;
          pc = instruction.next;
        } else if (instruction.op === 'look') {
          if (!looksLike(instruction.kind, this.text, this.position)) break;
          pc = instruction.next;
        } else {
          threads.slots[threads.size - 1] = slots;
          break;
        }
      }
    }
  }
}

const isWordCharacter: CharacterTest = characterTest({ body: word, ignoreCase: false });
const isAsciiWordCharacter: CharacterTest = characterTest({ body: asciiWord, ignoreCase: false });

function looksLike(kind: LookKind, text: string, position: number): boolean {
  if (kind === 'textStart') return position === 0;
  if (kind === 'textEnd') return position === text.length;
  if (kind === 'lineStart') return position === 0 || text[position - 1] === '\n';
  if (kind === 'lineEnd') return position === text.length || text[position] === '\n';
  const isAscii = kind === 'asciiWord' || kind === 'notAsciiWord';
  const test = isAscii ? isAsciiWordCharacter : isWordCharacter;
  const before = position > 0 && test(codeBefore(text, position));
  const after = position < text.length && test(text.codePointAt(position) ?? 0);
  switch (kind) {
    case 'word':
    case 'asciiWord':
      return before !== after;
    case 'notWord':
    case 'notAsciiWord':
      return before === after;
    case 'wordStart':
      return !before && after;
    case 'wordEnd':
      return before && !after;
    case 'wordStartHalf':
      return !before;
    case 'wordEndHalf':
    default:
      return !after;
  }
}

function codeBefore(text: string, position: number): number {
  const unit = text.charCodeAt(position - 1);
  const isLowHalf = unit >= 0xdc00 && unit <= 0xdfff && position > 1;
  return isLowHalf ? (text.codePointAt(position - 2) ?? unit) : unit;
}

import { characterTest, type CharacterTest } from './character-test.ts';
import { asciiWord, word } from './class-names.ts';
import type { Instruction } from './program.ts';
import type { LookKind } from './syntax.ts';

/** Where a group began or ended, and what was noted before that: threads share what they have in common. */
interface Note {
  readonly slot: number;
  readonly position: number;
  readonly before: Note | null;
}

interface Threads {
  readonly dense: Int32Array;
  readonly sparse: Int32Array;
  readonly notes: (Note | null)[];
  size: number;
}

function threadsOf(size: number): Threads {
  return {
    dense: new Int32Array(size),
    sparse: new Int32Array(size),
    notes: Array.from({ length: size }, () => null),
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
  /** It can match at the beginning of the text alone. */
  private readonly isAnchored: boolean;
  /** Where to go on later, and with which notes. */
  private readonly stack: number[] = [];
  private readonly stackNotes: (Note | null)[] = [];
  private current: Threads;
  private following: Threads;
  private text = '';
  private position = 0;

  constructor(program: readonly Instruction[], groupCount: number, isAnchored = false) {
    this.isAnchored = isAnchored;
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
    let found: Note | null = null;
    this.current.size = 0;
    for (this.position = from; ;) {
      if (found === null && (this.position === from || !this.isAnchored)) {
        this.add(this.current, 0, null);
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
    return found === null ? null : this.slotsOf(found);
  }

  /** The last note of each slot counts. */
  private slotsOf(last: Note): Int32Array {
    const slots = new Int32Array(this.slotCount).fill(-1);
    for (let note: Note | null = last; note !== null; note = note.before) {
      if (slots[note.slot] === -1) slots[note.slot] = note.position;
    }
    return slots;
  }

  /** Moves each thread over a character; a thread that is done ends those of lower priority. */
  private step(code: number, after: number): Note | null {
    const { current, following, program } = this;
    const here = this.position;
    for (let index = 0; index < current.size; index++) {
      const notes = current.notes[index] ?? null;
      const instruction = program[current.dense[index] ?? 0];
      if (instruction?.op === 'done') return notes;
      if (instruction?.op === 'character' && code >= 0 && instruction.test(code)) {
        this.position = after;
        this.add(following, instruction.next, notes);
        this.position = here;
      }
    }
    return null;
  }

  /** Follows everything that consumes nothing, in order of priority. */
  private add(threads: Threads, first: number, firstNotes: Note | null): void {
    const { stack, stackNotes, program } = this;
    const { dense, sparse } = threads;
    stack.push(first);
    stackNotes.push(firstNotes);
    while (stack.length > 0) {
      let pc = stack.pop() ?? 0;
      let notes = stackNotes.pop() ?? null;
      for (;;) {
        const at = sparse[pc] ?? 0;
        if (at < threads.size && dense[at] === pc) break;
        sparse[pc] = threads.size;
        dense[threads.size] = pc;
        threads.notes[threads.size++] = notes;
        const instruction = program[pc];
        if (instruction === undefined) break;
        if (instruction.op === 'split') {
          stack.push(instruction.other);
          stackNotes.push(notes);
        } else if (instruction.op === 'save') {
          notes = { slot: instruction.slot, position: this.position, before: notes };
        } else if (instruction.op === 'look') {
          if (!looksLike(instruction.kind, this.text, this.position)) break;
        } else if (instruction.op !== 'jump') {
          break;
        }
        pc = instruction.next;
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

import { characterTest } from '../regex/character-test.ts';
import { word } from '../regex/class-names.ts';
import type { GrokProgram, GrokStep } from './program.ts';
import type { GrokLook } from './syntax.ts';

/** Ways that are given up before a match is, as Oniguruma has a limit, too, behind which nothing matches: so many … */
const maxRetries = 1_000_000;
/** … and so many for each character, as a long text takes some that lead nowhere. */
const retriesOfCharacter = 100;
/** Ways given up before dead ends are noted down: what matches at all has seldom that many. */
const freeRetries = 20_000;
/** Of dead ends, in bits. */
const maxMemory = 2 ** 28;

const isWord = characterTest({ body: word, ignoreCase: false });

/**
 * Tries one way after the other, as Oniguruma does, since atomic groups and what looks around them mean just that. Once many
 * ways have failed, dead ends (a step at a position) are noted and never entered again, which bounds the work by the length
 * of the text times the size of the pattern; inside of atomic groups and look-arounds, and where a group is referred to, the
 * number of ways is bounded alone.
 */
export class GrokMachine {
  private readonly program: GrokProgram;
  private readonly steps: readonly GrokStep[];
  private readonly slots: Int32Array;
  /** Ways that are left (a step and a position), and slots as they were (−1 − slot and the value), in pairs. */
  private readonly stack: number[] = [];
  private text = '';
  private retries = 0;
  private maxRetries = 0;
  private deadEnds: Uint32Array | null = null;
  private readonly isAnchored: boolean;

  constructor(program: GrokProgram) {
    this.program = program;
    this.steps = program.steps;
    this.slots = new Int32Array(program.slotCount);
    const first = program.steps.find(({ op }) => op !== 'save');
    this.isAnchored = first?.op === 'look' && first.kind === 'textStart';
  }

  /** Where groups begin and end (−1: they matched nothing), valid until the next match; null: no match. */
  match(text: string, from: number): Int32Array | null {
    this.text = text;
    this.retries = 0;
    this.maxRetries = maxRetries + retriesOfCharacter * text.length;
    this.deadEnds = null;
    for (let start = from; start <= text.length; start += widthAt(text, start)) {
      this.slots.fill(-1);
      this.stack.length = 0;
      const end = this.run(0, start, 0, -1);
      if (this.retries > this.maxRetries) return null;
      if (end >= 0) return this.slots;
      if (this.isAnchored) return null;
    }
    return null;
  }

  /** Where it ends; −1: it does not match. @param target where it has to end; −1: anywhere */
  private run(first: number, from: number, depth: number, target: number): number {
    const { steps, stack, text } = this;
    const base = stack.length;
    let pc = first;
    let position = from;
    for (;;) {
      const step = steps[pc];
      let fails = false;
      switch (step?.op) {
        case 'character': {
          const code = text.codePointAt(position);
          if (code !== undefined && step.test(code)) {
            position += code > 0xffff ? 2 : 1;
            pc = step.next;
          } else fails = true;
          break;
        }
        case 'split':
          if (depth === 0 && this.isDeadEnd(step.index, position)) fails = true;
          else {
            stack.push(step.other, position);
            pc = step.next;
          }
          break;
        case 'jump':
          pc = step.next;
          break;
        case 'save':
          this.save(step.slot, position);
          pc = step.next;
          break;
        case 'progress':
          pc = this.slots[step.slot] === position ? step.other : step.next;
          break;
        case 'look':
          if (looksLike(step.kind, text, position)) pc = step.next;
          else fails = true;
          break;
        case 'atomic': {
          const end = this.run(step.inner, position, depth + 1, -1);
          if (end >= 0) {
            position = end;
            pc = step.next;
          } else fails = true;
          break;
        }
        case 'around':
          if (this.looksAround(step, position, depth)) pc = step.next;
          else fails = true;
          break;
        case 'same': {
          const end = this.endOfSame(step, position);
          if (end >= 0) {
            position = end;
            pc = step.next;
          } else fails = true;
          break;
        }
        case 'done':
        case undefined:
        default:
          if (target < 0 || position === target) {
            this.forgetWays(base);
            return position;
          }
          fails = true;
          break;
      }
      if (!fails) continue;
      pc = -1;
      while (stack.length > base && pc < 0) {
        position = stack.pop() ?? 0;
        pc = stack.pop() ?? 0;
        if (pc < 0) this.slots[-1 - pc] = position;
      }
      if (pc < 0 || ++this.retries > this.maxRetries) {
        this.restore(base);
        return -1;
      }
    }
  }

  private save(slot: number, position: number): void {
    this.stack.push(-1 - slot, this.slots[slot] ?? -1);
    this.slots[slot] = position;
  }

  /** Whether it was entered before, which then failed; enters it. */
  private isDeadEnd(split: number, position: number): boolean {
    if (this.retries < freeRetries || this.program.hasReferences) return false;
    const width = this.text.length + 1;
    if (this.deadEnds === null) {
      const size = this.program.splitCount * width;
      if (size > maxMemory) return false;
      this.deadEnds = new Uint32Array((size >>> 5) + 1);
    }
    const bit = split * width + position;
    const before = this.deadEnds[bit >>> 5] ?? 0;
    const mask = 1 << (bit & 31);
    if ((before & mask) !== 0) return true;
    this.deadEnds[bit >>> 5] = before | mask;
    return false;
  }

  /** Ways of an inner run are given up; what it did to slots is still to be undone where all around it fails. */
  private forgetWays(base: number): void {
    const { stack } = this;
    let end = base;
    for (let index = base; index < stack.length; index += 2) {
      const pc = stack[index] ?? 0;
      if (pc >= 0) continue;
      stack[end] = pc;
      stack[end + 1] = stack[index + 1] ?? 0;
      end += 2;
    }
    stack.length = end;
  }

  private restore(base: number): void {
    const { stack } = this;
    while (stack.length > base) {
      const value = stack.pop() ?? 0;
      const pc = stack.pop() ?? 0;
      if (pc < 0) this.slots[-1 - pc] = value;
    }
  }

  private looksAround(
    { inner, behind, isNegated }: GrokStep & { op: 'around' },
    position: number,
    depth: number,
  ): boolean {
    const base = this.stack.length;
    let found = false;
    if (behind === null) {
      found = this.run(inner, position, depth + 1, -1) >= 0;
    } else {
      let start = position;
      for (let count = 0; count <= behind.max && start >= 0; count++) {
        if (count >= behind.min && this.run(inner, start, depth + 1, position) >= 0) {
          found = true;
          break;
        }
        start -= widthBefore(this.text, start);
      }
    }
    if (isNegated && found) this.restore(base);
    return found !== isNegated;
  }

  /** The text of a group once more. */
  private endOfSame({ slot, ignoreCase }: GrokStep & { op: 'same' }, position: number): number {
    const start = this.slots[slot] ?? -1;
    const end = this.slots[slot + 1] ?? -1;
    if (start < 0 || end < start) return -1;
    const before = this.text.slice(start, end);
    const here = this.text.slice(position, position + before.length);
    const isSame = ignoreCase ? before.toLowerCase() === here.toLowerCase() : before === here;
    return isSame ? position + before.length : -1;
  }
}

function widthAt(text: string, position: number): number {
  return (text.codePointAt(position) ?? 0) > 0xffff ? 2 : 1;
}

function widthBefore(text: string, position: number): number {
  const isPair = position > 1 && (text.codePointAt(position - 2) ?? 0) > 0xffff;
  return isPair ? 2 : 1;
}

function looksLike(kind: GrokLook, text: string, position: number): boolean {
  const { length } = text;
  switch (kind) {
    case 'textStart':
      return position === 0;
    case 'textEnd':
      return position === length;
    case 'lastLineEnd':
      return position === length || (position === length - 1 && text[position] === '\n');
    case 'lineStart':
      return position === 0 || (position < length && text[position - 1] === '\n');
    case 'lineEnd':
      return position === length || text[position] === '\n';
    case 'word':
    case 'notWord':
    default: {
      const before = position - widthBefore(text, position);
      const isBefore = position > 0 && isWord(text.codePointAt(before) ?? 0);
      const isAfter = position < length && isWord(text.codePointAt(position) ?? 0);
      return (isBefore !== isAfter) === (kind === 'word');
    }
  }
}

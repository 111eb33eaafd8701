import { characterTest, type CharacterTest } from '../regex/character-test.ts';
import {
  type GrokLook,
  type GrokName,
  type GrokNode,
  GrokSyntaxError,
  lengthsOf,
} from './syntax.ts';

/** A step of the machine. `next` is where it goes on. */
export type GrokStep =
  | { readonly op: 'character'; readonly test: CharacterTest; next: number }
  /** Tries `next` first; `index` numbers the splits. */
  | { readonly op: 'split'; readonly index: number; next: number; other: number }
  | { readonly op: 'jump'; next: number }
  | { readonly op: 'save'; readonly slot: number; next: number }
  | { readonly op: 'look'; readonly kind: GrokLook; next: number }
  /** A round of a loop that consumed nothing, since the position was noted in this slot, ends the loop at `other`. */
  | { readonly op: 'progress'; readonly slot: number; next: number; other: number }
  | { readonly op: 'atomic'; readonly inner: number; next: number }
  | {
      readonly op: 'around';
      readonly inner: number;
      readonly isNegated: boolean;
      /** Of what stands behind; null: it looks ahead. */
      readonly behind: { readonly min: number; readonly max: number } | null;
      next: number;
    }
  | { readonly op: 'same'; readonly slot: number; readonly ignoreCase: boolean; next: number }
  | { readonly op: 'done' };

export interface GrokProgram {
  readonly steps: readonly GrokStep[];
  readonly slotCount: number;
  readonly splitCount: number;
  /** What follows depends on more than step and position. */
  readonly hasReferences: boolean;
}

const maxSteps = 100_000;

/** @throws {GrokSyntaxError} where it would be too large */
export function grokProgram(
  node: GrokNode,
  groupCount: number,
  names: readonly GrokName[],
): GrokProgram {
  const writer = new ProgramWriter((groupCount + 1) * 2, names);
  writer.emit({ type: 'group', index: 0, item: node });
  writer.add({ op: 'done' });
  return writer;
}

class ProgramWriter implements GrokProgram {
  readonly steps: GrokStep[] = [];
  slotCount: number;
  splitCount = 0;
  hasReferences = false;
  private readonly names: readonly GrokName[];
  constructor(slotCount: number, names: readonly GrokName[]) {
    this.slotCount = slotCount;
    this.names = names;
  }

  add<T extends GrokStep>(step: T): T {
    if (this.steps.length >= maxSteps) throw new GrokSyntaxError(-5, 'too large a pattern');
    this.steps.push(step);
    return step;
  }

  emit(node: GrokNode): void {
    const next = this.steps.length + 1;
    switch (node.type) {
      case 'class':
        this.add({ op: 'character', test: characterTest(node.set), next });
        return;
      case 'look':
        this.add({ op: 'look', kind: node.kind, next });
        return;
      case 'group':
        this.add({ op: 'save', slot: node.index * 2, next });
        this.emit(node.item);
        this.add({ op: 'save', slot: node.index * 2 + 1, next: this.steps.length + 1 });
        return;
      case 'sequence':
        for (const item of node.items) this.emit(item);
        return;
      case 'choice':
        this.choice(node.items);
        return;
      case 'repeat':
        this.repeat(node);
        return;
      case 'atomic': {
        const step = this.add({ op: 'atomic', inner: next, next: 0 });
        this.inner(node.item);
        step.next = this.steps.length;
        return;
      }
      case 'around': {
        const { isNegated, isBehind } = node;
        const behind = isBehind ? lengthsOf(node.item) : null;
        const step = this.add({ op: 'around', inner: next, isNegated, behind, next: 0 });
        this.inner(node.item);
        step.next = this.steps.length;
        return;
      }
      case 'same': {
        this.hasReferences = true;
        const group = this.names.find(({ name }) => name === node.name);
        this.add({
          op: 'same',
          slot: (group?.index ?? 0) * 2,
          ignoreCase: node.ignoreCase,
          next,
        });
        return;
      }
    }
  }

  private inner(item: GrokNode): void {
    this.emit(item);
    this.add({ op: 'done' });
  }

  private split(): GrokStep & { op: 'split' } {
    return this.add({ op: 'split', index: this.splitCount++, next: 0, other: 0 });
  }

  private choice(items: readonly GrokNode[]): void {
    const jumps: { next: number }[] = [];
    for (const [index, item] of items.entries()) {
      const split = index === items.length - 1 ? null : this.split();
      if (split !== null) split.next = this.steps.length;
      this.emit(item);
      if (split !== null) {
        jumps.push(this.add({ op: 'jump', next: 0 }));
        split.other = this.steps.length;
      }
    }
    for (const jump of jumps) jump.next = this.steps.length;
  }

  private repeat({ item, min, max, isGreedy }: GrokNode & { type: 'repeat' }): void {
    const set = (at: { next: number; other: number }, inside: number, behind: number): void => {
      at.next = isGreedy ? inside : behind;
      at.other = isGreedy ? behind : inside;
    };
    for (let count = 0; count < min; count++) this.emit(item);
    if (max === Infinity) {
      const loop = this.split();
      const begin = this.steps.length;
      const mayBeEmpty = lengthsOf(item).min === 0;
      const slot = mayBeEmpty ? this.slotCount++ : -1;
      if (mayBeEmpty) this.add({ op: 'save', slot, next: begin + 1 });
      this.emit(item);
      const progress = mayBeEmpty
        ? this.add({ op: 'progress', slot, next: this.steps.length + 1, other: 0 })
        : null;
      this.add({ op: 'jump', next: begin - 1 });
      set(loop, begin, this.steps.length);
      if (progress !== null) progress.other = this.steps.length;
      return;
    }
    const splits: (GrokStep & { op: 'split' })[] = [];
    const insides: number[] = [];
    for (let count = min; count < max; count++) {
      splits.push(this.split());
      insides.push(this.steps.length);
      this.emit(item);
    }
    for (const [index, split] of splits.entries()) {
      set(split, insides[index] ?? 0, this.steps.length);
    }
  }
}

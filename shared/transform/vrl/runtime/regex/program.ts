import { characterTest, type CharacterTest } from './character-test.ts';
import { isNullable, type LookKind, type RegexNode, RegexSyntaxError } from './syntax.ts';

/** A step of the machine: consume a character, go on in one or two places, note a position, look around, or be done. */
export type Instruction =
  | { readonly op: 'character'; readonly test: CharacterTest; next: number }
  | { readonly op: 'split'; next: number; other: number }
  | { readonly op: 'jump'; next: number }
  | { readonly op: 'save'; readonly slot: number; next: number }
  | { readonly op: 'look'; readonly kind: LookKind; next: number }
  | { readonly op: 'done' };

const maxInstructions = 200_000;

/** Compiles a pattern for the machine. @throws {RegexSyntaxError} where it would be too large */
export function programOf(node: RegexNode): readonly Instruction[] {
  const program: Instruction[] = [];
  emit(program, { type: 'group', index: 0, item: node });
  program.push({ op: 'done' });
  return program;
}

function add<T extends Instruction>(program: Instruction[], instruction: T): T {
  if (program.length >= maxInstructions) {
    throw new RegexSyntaxError('Compiled regex exceeds size limit of 10485760 bytes.', 0);
  }
  program.push(instruction);
  return instruction;
}

function emit(program: Instruction[], node: RegexNode): void {
  switch (node.type) {
    case 'class':
      add(program, {
        op: 'character',
        test: characterTest(node.set),
        next: program.length + 1,
      });
      return;
    case 'look':
      add(program, { op: 'look', kind: node.kind, next: program.length + 1 });
      return;
    case 'group':
      add(program, { op: 'save', slot: node.index * 2, next: program.length + 1 });
      emit(program, node.item);
      add(program, { op: 'save', slot: node.index * 2 + 1, next: program.length + 1 });
      return;
    case 'sequence':
      for (const item of node.items) emit(program, item);
      return;
    case 'choice':
      emitChoice(program, node.items);
      return;
    case 'repeat':
      emitRepeat(program, node);
      return;
  }
}

function emitChoice(program: Instruction[], items: readonly RegexNode[]): void {
  const jumps: { next: number }[] = [];
  for (const [index, item] of items.entries()) {
    const isLast = index === items.length - 1;
    const split = isLast ? null : add(program, { op: 'split', next: program.length + 1, other: 0 });
    emit(program, item);
    if (split !== null) {
      jumps.push(add(program, { op: 'jump', next: 0 }));
      split.other = program.length;
    }
  }
  for (const jump of jumps) jump.next = program.length;
}

function emitRepeat(program: Instruction[], node: RegexNode & { type: 'repeat' }): void {
  const { item, min, max, isGreedy } = node;
  const split = (): { next: number; other: number } =>
    add(program, { op: 'split', next: 0, other: 0 });
  const setSplit = (at: { next: number; other: number }, inside: number, behind: number): void => {
    at.next = isGreedy ? inside : behind;
    at.other = isGreedy ? behind : inside;
  };
  for (let count = 0; count < min; count++) {
    if (count === min - 1 && max === Infinity) break;
    emit(program, item);
  }
  if (max === Infinity) {
    // `x*` is `(x+)?` where x may be empty, or the order of matches would be another one
    const optional = min === 0 && isNullable(item) ? split() : null;
    const begin = program.length;
    if (min === 0 && optional === null) {
      const loop = split();
      emit(program, item);
      add(program, { op: 'jump', next: begin });
      setSplit(loop, begin + 1, program.length);
      return;
    }
    emit(program, item);
    const loop = split();
    setSplit(loop, begin, program.length);
    if (optional !== null) setSplit(optional, begin, program.length);
    return;
  }
  const splits = [];
  for (let count = min; count < max; count++) {
    const optional = split();
    splits.push({ optional, inside: program.length });
    emit(program, item);
  }
  for (const { optional, inside } of splits) setSplit(optional, inside, program.length);
}

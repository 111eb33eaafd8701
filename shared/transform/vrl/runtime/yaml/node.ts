import { setField } from '../../../../set-field.ts';
import type { Value, VrlObject } from '../value.ts';
import type { Mark } from './fault.ts';

/** A node that was read. */
export interface Node {
  readonly value: Value;
  /** Of a scalar, for a key. */
  readonly text: string | null;
  /** What it is where it is none. */
  readonly shape: 'sequence' | 'map' | 'scalar';
  /** How many levels it has; 0 for a scalar. */
  readonly height: number;
  /** Aliases in it, and in what these stand for. */
  readonly jumps: number;
  readonly mark: Mark;
}

/** What a collection holds so far. */
export class Items {
  private readonly items: Value[] = [];
  private readonly fields: VrlObject = {};
  private height = 0;
  private jumps = 0;
  private readonly mark: Mark;
  constructor(mark: Mark) {
    this.mark = mark;
  }

  get count(): number {
    return this.items.length;
  }

  add(node: Node): void {
    this.items.push(node.value);
    this.note(node);
  }

  set(name: string, node: Node): void {
    setField(this.fields, name, node.value);
    this.note(node);
  }

  sequence(): Node {
    return { ...this.node(), value: this.items, shape: 'sequence' };
  }

  map(): Node {
    return { ...this.node(), value: this.fields, shape: 'map' };
  }

  private note({ height, jumps }: Node): void {
    this.height = Math.max(this.height, height);
    this.jumps += jumps;
  }

  private node(): Omit<Node, 'value' | 'shape'> {
    return { text: null, height: this.height + 1, jumps: this.jumps, mark: this.mark };
  }
}

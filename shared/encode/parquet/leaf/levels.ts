import { SluiceError } from '../../../errors.ts';
import { GrowableTarget } from '../../byte-target.ts';
import { pushByte } from '../push-byte.ts';

/** Repetition and definition levels of a leaf, a byte each. */
export class LevelBuffers {
  readonly maxRepetition: number;
  readonly maxDefinition: number;
  readonly repetition: GrowableTarget = new GrowableTarget();
  readonly definition: GrowableTarget = new GrowableTarget();
  count = 0;

  constructor(maxRepetition: number, maxDefinition: number) {
    this.maxRepetition = maxRepetition;
    this.maxDefinition = maxDefinition;
  }

  add(repetition: number, definition: number): void {
    this.count += 1;
    if (this.maxRepetition > 0) pushByte(this.repetition, repetition);
    if (this.maxDefinition > 0) pushByte(this.definition, definition);
  }

  /** @throws {SluiceError} INTERNAL where the column has no null: it would be read as a value */
  addNull(repetition: number, definition: number): void {
    if (definition >= this.maxDefinition) {
      throw new SluiceError('INTERNAL', 'a null in a Parquet column that has none');
    }
    this.add(repetition, definition);
  }

  clear(): void {
    this.count = 0;
    this.repetition.position = 0;
    this.definition.position = 0;
  }
}

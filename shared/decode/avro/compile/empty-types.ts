import { type AvroType, maxEmptyItems } from '../runtime/avro-types.ts';
import { fault } from './parse-schema.ts';

/**
 * For each type how many values stand in one that takes no bytes (a null is one, a record of nothing but nulls has them
 * all), or 0 where it takes bytes.
 *
 * @throws {SluiceError} CONFIG_INVALID where a record holds itself in any case, which no bytes can end, or far too many
 */
export function emptySizes(types: readonly AvroType[]): readonly number[] {
  const sizes: (number | undefined)[] = [];
  const open = new Set<number>();
  const sizeOf = (index: number): number => {
    const known = sizes[index];
    if (known !== undefined) return known;
    const type = types[index] as AvroType;
    let size = 0;
    if (
      type.kind === 'null' ||
      ((type.kind === 'fixed' || type.kind === 'decimal') && type.size === 0)
    ) {
      size = 1;
    } else if (type.kind === 'record') {
      if (open.has(index)) throw fault(`record '${type.name}' holds itself without an end`);
      open.add(index);
      const inside = type.fields.map((field) => sizeOf(field.type));
      open.delete(index);
      if (!inside.includes(0)) size = inside.reduce((sum, each) => sum + each, 1);
      if (size > maxEmptyItems) {
        throw fault(`record '${type.name}' holds more than ${maxEmptyItems} values of no bytes`);
      }
    }
    sizes[index] = size;
    return size;
  };
  return types.map((_, index) => sizeOf(index));
}

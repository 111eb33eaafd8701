import type { Column, ColumnType } from '../columns/column-type.ts';
import { booleanType, fixedLengthType, physicalOf } from './physical.ts';
import type { ThriftWriter } from './thrift.ts';

const required = 0;
const optional = 1;
const repeated = 2;

/** Parquet's numbers: of the older annotation, and of the field that the newer one is. */
const annotations: Readonly<
  Partial<
    Record<ColumnType['kind'], { readonly converted: number | null; readonly logical: number }>
  >
> = {
  string: { converted: 0, logical: 1 },
  mixed: { converted: 0, logical: 1 },
  map: { converted: 1, logical: 2 },
  list: { converted: 3, logical: 3 },
  decimal: { converted: 5, logical: 5 },
  date: { converted: 6, logical: 6 },
  timestamp: { converted: 9, logical: 8 },
  'timestamp(6)': { converted: 10, logical: 8 },
  json: { converted: 19, logical: 12 },
  uuid: { converted: null, logical: 14 },
};

interface Element {
  readonly name: string;
  readonly repetition: number | null;
  /** Null: a group that says nothing but what is in it. */
  readonly type: ColumnType | null;
  readonly children: number | null;
}

/** Writes the schema as the footer has it: every group before what is in it. */
export function writeSchema(thrift: ThriftWriter, id: number, columns: readonly Column[]): void {
  const root = { name: 'schema', repetition: null, type: null, children: columns.length };
  const elements: Element[] = [root];
  for (const { name, type, required: isRequired } of columns) {
    addElements(elements, name, type, isRequired ? required : optional);
  }
  thrift.structs(id, elements, (element) => writeElement(thrift, element));
}

/** Lists and maps of three levels, as the format's rules have them: older shapes are read in different ways. */
function addElements(into: Element[], name: string, type: ColumnType, repetition: number): void {
  const children =
    type.kind === 'struct'
      ? type.fields.length
      : type.kind === 'list' || type.kind === 'map'
        ? 1
        : null;
  into.push({ name, repetition, type, children });
  if (type.kind === 'struct') {
    for (const field of type.fields) addElements(into, field.name, field.type, optional);
  } else if (type.kind === 'list') {
    into.push({ name: 'list', repetition: repeated, type: null, children: 1 });
    addElements(into, 'element', type.element, optional);
  } else if (type.kind === 'map') {
    into.push({ name: 'key_value', repetition: repeated, type: null, children: 2 });
    addElements(into, 'key', { kind: 'string' }, required);
    addElements(into, 'value', type.value, optional);
  }
}

function writeElement(thrift: ThriftWriter, { name, repetition, type, children }: Element): void {
  if (children === null && type !== null) writePhysicalType(thrift, type);
  thrift.i32(3, repetition);
  thrift.text(4, name);
  thrift.i32(5, children);
  const annotation = type === null ? undefined : annotations[type.kind];
  if (type === null || annotation === undefined) return;
  thrift.i32(6, annotation.converted);
  if (type.kind === 'decimal') {
    thrift.i32(7, type.scale);
    thrift.i32(8, type.precision);
  }
  thrift.struct(10, () => {
    thrift.struct(annotation.logical, () => writeParameters(thrift, type));
  });
}

function writePhysicalType(thrift: ThriftWriter, type: ColumnType): void {
  if (type.kind === 'boolean') {
    thrift.i32(1, booleanType);
    return;
  }
  const physical = physicalOf(type);
  thrift.i32(1, physical.type);
  thrift.i32(2, physical.type === fixedLengthType ? physical.width : null);
}

function writeParameters(thrift: ThriftWriter, type: ColumnType): void {
  if (type.kind === 'decimal') {
    thrift.i32(1, type.scale);
    thrift.i32(2, type.precision);
  } else if (type.kind === 'timestamp' || type.kind === 'timestamp(6)') {
    // a point in time, not what a clock on a wall showed
    thrift.bool(1, true);
    thrift.struct(2, () => {
      thrift.struct(type.kind === 'timestamp' ? 1 : 2, () => undefined);
    });
  }
}

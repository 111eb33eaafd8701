import type { TypedExpression } from '../check/typed.ts';
import type { FieldOperation } from '../../model.ts';
import type { Value } from '../runtime/value.ts';

/** What a program does to every event alike, as far as the pipeline can do it on bytes. */
export interface ProgramOperations {
  /** Null: it looks at its event. */
  readonly operations: readonly FieldOperation[] | null;
  readonly deletedFirst: readonly string[];
}

/** Reads a program's statements as operations: fields deleted, constants set, and at last the event made JSON. */
export function operationsOf(
  program: TypedExpression,
  form: 'events' | 'observed-events' | 'condition',
): ProgramOperations {
  const body = program.type === 'block' ? program.body : [program];
  const operations: FieldOperation[] = [];
  let isWhole = true;
  for (const [index, statement] of body.entries()) {
    if (isIdle(statement)) continue;
    const isLast = body.slice(index + 1).every(isIdle);
    const operation = operationOf(statement, isLast);
    // what is looked at has its fields in VRL's order
    if (operation === null || (operation.kind === 'encode_json' && form !== 'events')) {
      isWhole = false;
      break;
    }
    operations.push(operation);
  }
  const deletedFirst = operations.flatMap((one) => (one.kind === 'delete' ? [one.field] : []));
  return { operations: isWhole ? operations : null, deletedFirst };
}

/** A statement that does nothing, as the `.` at the end of many programs. */
export function isIdle({ type }: TypedExpression): boolean {
  return type === 'constant' || type === 'read' || type === 'local';
}

function operationOf(statement: TypedExpression, isLast: boolean): FieldOperation | null {
  if (statement.type === 'delete' && statement.place?.type === 'target') {
    const field = plainField(statement.place);
    return field === null ? null : { kind: 'delete', field };
  }
  if (statement.type !== 'assign' || statement.place.type !== 'target') return null;
  const { place, value } = statement;
  if (place.root !== 'event') return null;
  if (place.path.length === 0) {
    return isLast && isEncodedEvent(value) ? { kind: 'encode_json' } : null;
  }
  const field = plainField(place);
  const { constant } = value;
  if (field === null || value.type !== 'constant' || !isPlain(constant)) return null;
  return { kind: 'set', field, value: constant };
}

/** Whether it is `. = encode_json(.)`. */
export function encodesEvent(statement: TypedExpression): boolean {
  if (statement.type !== 'assign' || statement.place.type !== 'target') return false;
  const { root, path } = statement.place;
  return root === 'event' && path.length === 0 && isEncodedEvent(statement.value);
}

function isEncodedEvent(value: TypedExpression): boolean {
  if (value.type !== 'call' || value.definition.name !== 'encode_json') return false;
  const [first, ...others] = value.arguments;
  const isWhole =
    first?.value.type === 'read' && first.value.root === 'event' && first.value.path.length === 0;
  return isWhole && others.every((one) => one === null);
}

/** The name of a field of the event itself; index-like ones change their place among the others. */
function plainField({
  root,
  path,
}: {
  readonly root: string;
  readonly path: readonly { readonly kind: string; readonly name?: string }[];
}): string | null {
  const [first, ...rest] = path;
  if (root !== 'event' || rest.length > 0 || first?.kind !== 'field') return null;
  const { name } = first;
  return name === undefined || name === '__proto__' || /^\d+$/.test(name) ? null : name;
}

function isPlain(value: Value | undefined): value is string | number | boolean | null {
  if (value === undefined || typeof value === 'bigint') return false;
  if (typeof value === 'number') return Math.abs(value) >= 1e-5 || value === 0;
  return typeof value !== 'object' || value === null;
}

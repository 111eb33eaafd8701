import { SluiceError, toSluiceError } from '../../../shared/errors.ts';
import type { Column } from '../../../shared/encode/columns/column-type.ts';
import {
  type ColumnsQuestion,
  columnsKey,
  type FindColumns,
} from '../../../shared/pipeline/columns/find-columns.ts';
import { notKnown } from '../../../shared/pipeline/components/registered-columns.ts';
import { columnsAskedFor, type LoadOptions } from '../../../shared/pipeline/load.ts';
import { isPlainObject } from '../../../shared/pipeline/options/read-options.ts';
import { askRegistry } from './ask-registry.ts';
import { schemaColumns } from './schema-columns.ts';

/** What registries have said of the columns of a pipeline's sinks. */
export interface AskedColumns {
  /** Null: no sink asks. */
  readonly find: FindColumns | undefined;
  /** The columns by `columnsKey`. */
  readonly columns: Readonly<Record<string, readonly Column[]>>;
  /** For people: which version of what each is. */
  readonly told: readonly string[];
}

type Answer = ReturnType<FindColumns>;

/**
 * Asks registries for the columns that sinks have of them, once, so that what reads the pipeline after that finds them. What
 * cannot be had is a fault of that sink then, told with all others.
 */
export async function askColumns(
  definition: unknown,
  options: Omit<LoadOptions, 'columns'>,
  signal: AbortSignal = new AbortController().signal,
): Promise<AskedColumns> {
  const columns: Record<string, readonly Column[]> = {};
  const told: string[] = [];
  if (!mayAsk(definition)) return { find: undefined, columns, told };
  const answers = new Map<string, Answer>();
  for (const question of columnsAskedFor(definition, options)) {
    const key = columnsKey(question);
    const { answer, name } = await ask(question, signal);
    answers.set(key, answer);
    if ('fault' in answer) continue;
    columns[key] = answer.columns;
    const latest = question.id === null && question.version === 'latest';
    const until = latest ? ', the latest for now' : '';
    told.push(`columns of ${name}, by the registry of '${question.source}'${until}`);
  }
  const find: FindColumns = (question) =>
    answers.get(columnsKey(question)) ?? { fault: 'is asked for nowhere here' };
  return { find, columns, told };
}

/** Whether a sink says that word: only then a pipeline is read twice. */
function mayAsk(definition: unknown): boolean {
  const sinks = isPlainObject(definition) ? definition['sinks'] : null;
  return Object.values(isPlainObject(sinks) ? sinks : {}).some((sink) => {
    const encoding = isPlainObject(sink) ? sink['encoding'] : null;
    const codecs = Object.values(isPlainObject(encoding) ? encoding : {});
    return codecs.some((codec) => isPlainObject(codec) && codec['schemaRegistry'] !== undefined);
  });
}

async function ask(
  question: ColumnsQuestion,
  signal: AbortSignal,
): Promise<{ readonly answer: Answer; readonly name: string }> {
  const { decoding, unknown, id, version, messageType } = question;
  if (unknown.length > 0) return { answer: { fault: notKnown(unknown) }, name: '' };
  try {
    const subject = question.subject ?? '';
    const found = await askRegistry(
      decoding.registry,
      { id, subject, version: String(version) },
      signal,
    );
    const columns = schemaColumns(found.raw, decoding, messageType ?? undefined);
    return { answer: { columns }, name: found.name };
  } catch (thrown) {
    if (!(thrown instanceof SluiceError)) throw thrown;
    return { answer: { fault: faultOf(thrown) }, name: '' };
  }
}

function faultOf(thrown: unknown): string {
  const { code, message } = toSluiceError(thrown);
  return code.startsWith('REGISTRY_')
    ? `${message} (${code}); the registry is asked where the pipeline is checked and built: where that cannot be, write the columns in by sluice columns`
    : message;
}

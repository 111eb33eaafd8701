import { numberAsWritten } from '../../raw-json.ts';
import type { Event, EventValue } from '../../transform/model.ts';
import { eventCodec, ValueFault } from '../event-codec.ts';
import type { MessageCodec } from '../transcode/message-codec.ts';
import { readText } from '../read-text.ts';
import type { CsvOptions, CsvType } from './csv-options.ts';
import { readRow } from './read-row.ts';
import { setField } from '../../set-field.ts';

/** The codec `csv`: a value is one row. */
export function createCsvCodec(options: CsvOptions): MessageCodec {
  const { columns, emptyAsNull } = options;
  return eventCodec(
    (bytes, start, end) => {
      const fields = readRow(readText(bytes, start, end, start), options);
      if (fields.length !== columns.length) {
        throw new ValueFault(`expected ${columns.length} columns, got ${fields.length}`);
      }
      const event: Event = {};
      for (const [index, { name, type }] of columns.entries()) {
        const { text, isQuoted } = fields[index] as (typeof fields)[number];
        const isNull = text === '' && !isQuoted && emptyAsNull;
        setField(event, name, isNull ? null : valueOf(text, type, index));
      }
      return event;
    },
    columns.some(({ type }) => type === 'number'),
  );
}

const numberPattern = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

function valueOf(text: string, type: CsvType, index: number): EventValue {
  if (type === 'string') return text;
  if (type === 'number') {
    if (numberPattern.test(text)) return numberAsWritten(text);
  } else if (text === 'true' || text === 'false') return text === 'true';
  throw new ValueFault(`column ${index + 1} holds no ${type}`);
}

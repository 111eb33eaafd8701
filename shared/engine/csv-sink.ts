import { headerRow, rowEncoderOf } from '../encode/csv/encode-row.ts';
import type { Framing } from '../encode/framing.ts';
import type { EncodedEvent } from '../encode/json/stringify.ts';
import type { CsvModel } from '../pipeline/model.ts';
import type { Event } from '../transform/model.ts';

/** An object may begin with a row of the names. */
export function csvFraming(framing: Framing, csv: CsvModel): Framing {
  if (!csv.header) return framing;
  return { ...framing, begin: Buffer.from(`${headerRow(csv)}\r\n`) };
}

export function csvEncoder(csv: CsvModel): (event: Event) => EncodedEvent {
  return rowEncoderOf(csv);
}

import type { PieceReader } from './piece-reader.ts';

const syncBytes = 16;

/** How many messages an object of the codec `protobuf` has. @throws {Error} where it is not whole */
export async function countMessages(reader: PieceReader): Promise<number> {
  let messages = 0;
  while (await reader.hasMore()) {
    await reader.skip(await reader.varint());
    messages += 1;
  }
  return messages;
}

/**
 * How many events an object container file of Avro has, by the counts of its blocks, each of which has to end with the
 * file's mark.
 * @throws {Error} where it is not whole
 */
export async function countAvroEvents(reader: PieceReader): Promise<number> {
  await reader.skip(4);
  for (let entries = await long(reader); entries !== 0; entries = await long(reader)) {
    // the length of such a block of entries is told before it
    if (entries < 0) await long(reader);
    for (let left = Math.abs(entries); left > 0; left--) {
      await reader.skip(await length(reader));
      await reader.skip(await length(reader));
    }
  }
  const mark = await reader.bytes(syncBytes);
  let events = 0;
  while (await reader.hasMore()) {
    events += await length(reader);
    await reader.skip(await length(reader));
    if (!mark.equals(await reader.bytes(syncBytes))) throw new Error('a block has another end');
  }
  return events;
}

async function long(reader: PieceReader): Promise<number> {
  const value = await reader.varint();
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

async function length(reader: PieceReader): Promise<number> {
  const value = await long(reader);
  if (value < 0) throw new Error('a length in it is negative');
  return value;
}

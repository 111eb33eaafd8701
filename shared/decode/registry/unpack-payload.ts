import { inflateSync } from 'node:zlib';

/** What stands compressed by zlib in `bytes[start, end)`; not more of it than a record may have. */
export function unpackPayload(
  bytes: Buffer,
  start: number,
  end: number,
  maxBytes: number,
):
  | { readonly bytes: Buffer }
  | { readonly failure: 'RECORD_TOO_LARGE' | 'NOT_ZLIB'; readonly reason: string } {
  try {
    return {
      bytes: inflateSync(bytes.subarray(start, end), { maxOutputLength: maxBytes }),
    };
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code ?? 'unknown cause';
    return code === 'ERR_BUFFER_TOO_LARGE'
      ? {
          failure: 'RECORD_TOO_LARGE',
          reason: `the value has more bytes when it is unpacked than maxRecordBytes allows (${maxBytes})`,
        }
      : { failure: 'NOT_ZLIB', reason: `the value is no zlib stream: ${code}` };
  }
}

/** Ten values that are not one JSON object each, every one in its own way, and the code under which it must be kept. */
export const brokenRecords: readonly { readonly value: Buffer; readonly code: string }[] = [
  // cut off in the middle, as by a sender that lost power
  { value: text('{"event_id":1,"device_name":"device_a","sensor":{"tempera'), code: 'NOT_JSON' },
  { value: text('sensor offline, please call service'), code: 'NOT_JSON' },
  // Latin-1: the byte of ü alone is not UTF-8
  { value: Buffer.from('{"event_id":3,"tags":["Z\u00fcrich"]}', 'latin1'), code: 'NOT_UTF8' },
  { value: text('[{"event_id":4},{"event_id":5}]'), code: 'NOT_AN_OBJECT' },
  { value: Buffer.alloc(0), code: 'NOT_JSON' },
  { value: text('42'), code: 'NOT_AN_OBJECT' },
  { value: text('null'), code: 'NOT_AN_OBJECT' },
  { value: text('{"event_id":8}{"event_id":9}'), code: 'NOT_JSON' },
  { value: text('{"event_id":9,"sensor":{"temperature":NaN}}'), code: 'NOT_JSON' },
  // a Windows sender: UTF-16 with its byte order mark
  { value: Buffer.from('\ufeff{"event_id":10}', 'utf16le'), code: 'NOT_UTF8' },
];

function text(value: string): Buffer {
  return Buffer.from(value, 'utf8');
}

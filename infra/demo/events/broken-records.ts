/** A value that is not what the topic is for, and the code under which it must be kept. */
export interface BrokenRecord {
  readonly value: Buffer;
  readonly code: string;
}

/** Ten values that are not one JSON object each, every one in its own way, and the code under which it must be kept. */
export const brokenRecords: readonly BrokenRecord[] = [
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

/** The same of messages of pipelines/devices.proto. Only an empty value is none of these: it is a message of nothing. */
export const brokenMessages: readonly BrokenRecord[] = [
  // cut off in the middle of the device's name
  bytes('08 01 12 08 64 65 76'),
  text('sensor offline, please call service'),
  // JSON, as before the devices were updated
  text('{"event_id":3,"device_name":"device_a"}'),
  // a name of 2 GB, so it says
  bytes('12 ff ff ff ff 07 64'),
  // an integer that does not end where the largest one does
  bytes('08 ff ff ff ff ff ff ff ff ff ff 01'),
  // a field with the number 0, and one of a type that there is not
  bytes('00 01'),
  bytes('0f'),
  // a name that is not UTF-8
  bytes('12 02 64 ff'),
  // the end of a group that has not begun
  bytes('7c'),
  // a sensor whose temperature has four bytes of eight
  bytes('3a 05 09 00 00 00 40'),
].map((value) => ({ value, code: 'NOT_PROTOBUF' }));

function bytes(hex: string): Buffer {
  return Buffer.from(hex.replaceAll(' ', ''), 'hex');
}

function text(value: string): Buffer {
  return Buffer.from(value, 'utf8');
}

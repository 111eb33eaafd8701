import { SluiceError } from '../../errors.ts';
import { maxVariantLength, maxExtensionLength, maxKeyBytes } from './limits.ts';

/** What an object's key is made of, and nothing else: who does the epoch again gets the same key. */
export interface ObjectKeyParts {
  /** Rendered by a KeyTemplate. */
  readonly prefix: string;
  /** By Kafka's rules: `[a-zA-Z0-9._-]`, at most 249 characters, never `.` or `..`. */
  readonly topic: string;
  readonly partition: number;
  /** The epoch's first offset. Its end is no part of the key: it is not known yet when an upload begins. */
  readonly first: bigint;
  /** Which object of the epoch it is, in the order in which they began. */
  readonly number: number;
  /** Where an epoch was begun by other rules and is done again by these; lower-case letters and digits. */
  readonly variant: string | null;
  /** Without the leading dot: `json.gz`; empty for none. */
  readonly extension: string;
}

const topicName = /^[a-zA-Z0-9._-]{1,249}$/;
const extensionName = /^(?:[a-zA-Z0-9]+(?:\.[a-zA-Z0-9]+)*)?$/;
const variantName = /^[a-z0-9]+$/;
const offsetDigits = 20;
const numberDigits = 4;

/**
 * `<prefix><topic>+<partition>+<first>[+<number>][+<variant>].<extension>`, the offset in 20 digits and the number in 4,
 * so that a listing is in the order of the offsets.
 *
 * @throws {SluiceError} INTERNAL where a part is not what its type says, or the key is longer than S3's 1,024 bytes
 */
export function objectKey(parts: ObjectKeyParts): string {
  const { prefix, topic, partition, first, number, variant, extension } = parts;
  if (!topicName.test(topic) || topic === '.' || topic === '..') {
    throw new SluiceError(
      'INTERNAL',
      'a topic name that Kafka does not allow cannot be part of a key',
    );
  }
  if (first < 0n || !isCount(partition) || !isCount(number)) {
    throw new SluiceError(
      'INTERNAL',
      `no key for partition ${partition}, offset ${first}, number ${number}: they count from 0`,
    );
  }
  if (extension.length > maxExtensionLength || !extensionName.test(extension)) {
    throw new SluiceError(
      'INTERNAL',
      `the extension must be letters and digits, at most ${maxExtensionLength}, without a leading dot`,
    );
  }
  if (variant !== null && (variant.length > maxVariantLength || !variantName.test(variant))) {
    throw new SluiceError(
      'INTERNAL',
      `the variant must be lower-case letters and digits, 1 to ${maxVariantLength}`,
    );
  }
  const numberPart = number === 0 ? '' : `+${padded(number, numberDigits)}`;
  const variantPart = variant === null ? '' : `+${variant}`;
  const ending = extension === '' ? '' : `.${extension}`;
  const offset = padded(first, offsetDigits);
  const key = `${prefix}${topic}+${partition}+${offset}${numberPart}${variantPart}${ending}`;
  const bytes = Buffer.byteLength(key);
  if (bytes > maxKeyBytes) {
    throw new SluiceError('INTERNAL', `a key of ${bytes} bytes: S3 allows ${maxKeyBytes}`);
  }
  return key;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function padded(value: bigint | number, digits: number): string {
  return String(value).padStart(digits, '0');
}

import { setField } from '../../../../set-field.ts';
import { Float, floatOf, type Value, type VrlObject } from '../value.ts';
import { Timestamp } from '../timestamp.ts';

/** Lines of InfluxDB's protocol, without blank ones and comments; a line break between quotes is none. */
export function influxLines(text: string): readonly string[] {
  return splitLines(text)
    .map((line) => line.replace(/^(?:[ \t\n]|#[^\n]*)+/, ''))
    .filter((line) => line !== '');
}

function splitLines(text: string): readonly string[] {
  const lines: string[] = [];
  let start = 0;
  let isQuoted = false;
  let isInFields = false;
  let isEscaped = false;
  // equals signs and commas outside of quotes: a quote opens a value only behind an equals sign
  let open = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (isEscaped) isEscaped = false;
    else if (character === '\\') isEscaped = true;
    else if (character === ' ') isInFields = true;
    else if (isInFields && !isQuoted && character === '=') open += 1;
    else if (isInFields && !isQuoted && character === ',') open -= 1;
    else if (isInFields && character === '"' && open > 0) isQuoted = !isQuoted;
    else if (character === '\n' && !isQuoted) {
      lines.push(text.slice(start, index));
      start = index + 1;
      isInFields = false;
      open = 0;
    }
  }
  lines.push(text.slice(start));
  return lines;
}

const measurementPart = /[^ \t\n\0,\\]+/y;
const keyPart = /[^ \t\n=\\]+/y;
const valuePart = /[^ \t\n,\\]+/y;
const integer = /-?\d+i/y;
const unsigned = /\d+u/y;
const float = /-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const quotedText = /"(?:\\["\\]|\\(?!["\\])|[^"\\])*"/y;
const truth = /true|True|TRUE|t|T|(false|False|FALSE|f|F)/y;
const timestamp = /-?\d+/y;
const blanks = / +/y;

const parsing = 'InfluxDB line protocol parsing error: ';
const noTexts =
  "Error while converting InfluxDB line protocol metric to Vector's metric model: field set values of type string are not supported";
const maxInteger = 2n ** 63n - 1n;

/** Reads a line: `measurement,tag=value field=1i,other=2.5 time`. */
export class InfluxLine {
  /** What is wrong with it; null: nothing. */
  fault: string | null = null;
  private position = 0;
  private measurement = '';
  private tags: VrlObject | null = null;
  private readonly fields: (readonly [string, number | null])[] = [];
  private timestamp: Timestamp | null = null;
  private readonly text: string;
  constructor(text: string) {
    this.text = text;
  }

  read(): void {
    const measurement = this.escaped(measurementPart, ', \\');
    if (measurement === null) this.fail('Invalid measurement was provided');
    else this.measurement = measurement;
    this.readTags();
    if (this.fault === null && this.take(blanks) === null) {
      this.fail('A generic parsing error occurred: TakeWhile1');
    }
    this.readFields();
    this.readTime();
    if (this.fault === null && this.position < this.text.length) {
      const rest = this.text.slice(this.position);
      this.fail(`Could not parse entire line. Found trailing content: '${rest}'`);
    }
    if (this.fault === null && this.fields.some(([, value]) => value === null)) {
      this.fault = noTexts;
    }
  }

  /** A gauge for each field, as Vector's metrics are written. */
  metrics(): readonly VrlObject[] {
    return this.fields.map(([name, value]) => {
      const metric: VrlObject = { name: `${this.measurement}_${name}` };
      if (this.tags !== null) metric['tags'] = { ...this.tags };
      if (this.timestamp !== null) metric['timestamp'] = this.timestamp;
      metric['kind'] = 'absolute';
      metric['gauge'] = { value: gauge(value ?? 0) };
      return metric;
    });
  }

  private fail(message: string): null {
    this.fault ??= parsing + message;
    return null;
  }

  private take(expression: RegExp): string | null {
    expression.lastIndex = this.position;
    const text = expression.exec(this.text)?.[0] ?? null;
    if (text !== null) this.position += text.length;
    return text;
  }

  /** A text with its escapes undone; a backslash before another character stands for itself. Null: there is none. */
  private escaped(part: RegExp, escapable: string): string | null {
    let text = '';
    const start = this.position;
    for (;;) {
      text += this.take(part) ?? '';
      if (this.text[this.position] !== '\\') break;
      const code = this.text.codePointAt(this.position + 1);
      const next = code === undefined ? '' : String.fromCodePoint(code);
      text += next !== '' && escapable.includes(next) ? next : `\\${next}`;
      this.position += 1 + next.length;
    }
    if (this.position === start) return null;
    if (text.endsWith('\\')) {
      this.fail('Measurements, tag keys and values, and field keys may not end with a backslash');
    }
    return text;
  }

  private readTags(): void {
    if (this.fault !== null || this.text[this.position] !== ',') return;
    const tags: VrlObject = {};
    let count = 0;
    for (; this.text[this.position] === ','; count++) {
      const before = this.position;
      this.position++;
      const key = this.escaped(keyPart, '\\,= ');
      const isPair = key !== null && this.text[this.position] === '=';
      this.position++;
      const value = isPair ? this.escaped(valuePart, '\\,= ') : null;
      if (this.fault !== null) return;
      if (key === null || value === null) {
        this.position = before;
        break;
      }
      setField(tags, key, value);
    }
    if (count === 0) this.fail('Tag Set Malformed');
    this.tags = tags;
  }

  private readFields(): void {
    if (this.fault !== null) return;
    for (let count = 0; ; count++) {
      const before = this.position;
      if (count > 0) {
        if (this.text[this.position] !== ',') return;
        this.position++;
      }
      const after = this.position;
      const key = this.escaped(keyPart, '\\,= ');
      let value: number | string | null = null;
      if (key !== null && this.text[this.position] === '=') {
        this.position++;
        value = this.readValue();
      }
      if (this.fault !== null) return;
      if (key === null || value === null) {
        if (count === 0) this.fail('No fields were provided');
        // a comma behind the first field is let pass
        this.position = count === 1 ? after : before;
        return;
      }
      this.fields.push([key, typeof value === 'string' ? null : value]);
    }
  }

  private readValue(): number | string | null {
    const signed = this.take(integer)?.slice(0, -1);
    if (signed !== undefined) {
      const value = BigInt(signed);
      if (value <= maxInteger && value >= -maxInteger - 1n) return Number(value);
      this.fail(`Unable to parse integer value '${signed}'`);
      return null;
    }
    const digits = this.take(unsigned)?.slice(0, -1);
    if (digits !== undefined) {
      const value = BigInt(digits);
      if (value < 2n ** 64n) return Number(value);
      this.fail(`Unable to parse unsigned integer value '${digits}'`);
      return null;
    }
    const number = this.take(float);
    if (number !== null) return Number(number);
    const text = this.take(quotedText);
    if (text !== null) return text;
    truth.lastIndex = this.position;
    const match = truth.exec(this.text);
    if (match === null) return null;
    this.position += match[0].length;
    return match[1] === undefined ? 1 : 0;
  }

  private readTime(): void {
    if (this.fault !== null) return;
    const before = this.position;
    const text = this.take(blanks) === null ? null : this.take(timestamp);
    if (text === null) {
      this.position = before;
      return;
    }
    const nanos = BigInt(text);
    if (nanos > maxInteger || nanos < -maxInteger - 1n) {
      this.fail(`Unable to parse timestamp value '${text}'`);
      return;
    }
    const behind = ((nanos % 1_000_000n) + 1_000_000n) % 1_000_000n;
    this.timestamp = new Timestamp(Number((nanos - behind) / 1_000_000n), Number(behind));
    this.take(blanks);
  }
}

function gauge(value: number): Value {
  return Number.isInteger(value) ? new Float(value) : floatOf(value);
}

import { debugText } from '../debug-text.ts';
import { Failure } from '../failure.ts';
import { readFloat } from '../read-float.ts';
import { readInteger } from '../read-integer.ts';
import type { Value, VrlObject } from '../value.ts';

const time = /^[-0-9.:TZ]+/;
const host = /^[-0-9a-f.:]+/;
const digits = /^[-0-9]+/;
const number = /^[-0-9.]+/;
const anything = /^[^ ]+/;

/** The fields of an access log of an Application Load Balancer, which have names by their places alone. */
export class AlbLine {
  readonly fields: VrlObject = {};
  fault: Failure | null = null;
  private rest: string;
  constructor(text: string) {
    this.rest = text;
  }

  /** @param isStrict whether fields that are not known are refused */
  read(isStrict: boolean): void {
    this.first();
    this.word('timestamp', time);
    this.word('elb', anything);
    this.word('client_host', host);
    this.word('target_host', host);
    this.number('request_processing_time', number, readFloat);
    this.number('target_processing_time', number, readFloat);
    this.number('response_processing_time', number, readFloat);
    this.word('elb_status_code', digits);
    this.word('target_status_code', digits);
    this.number('received_bytes', digits, (text) => readInteger(text, 10));
    this.number('sent_bytes', digits, (text) => readInteger(text, 10));
    this.request();
    this.quoted('user_agent');
    for (const name of ['ssl_cipher', 'ssl_protocol', 'target_group_arn']) {
      this.word(name, anything);
    }
    for (const name of ['trace_id', 'domain_name', 'chosen_cert_arn']) this.quoted(name);
    this.word('matched_rule_priority', digits);
    this.word('request_creation_time', time);
    for (const name of ['actions_executed', 'redirect_url', 'error_reason']) this.quoted(name);
    this.list('target_port_list', host);
    this.list('target_status_code_list', /^[0-9]+/);
    for (const name of ['classification', 'classification_reason']) this.quoted(name);
    if (this.fault !== null) return;
    this.fields['traceability_id'] = null;
    if (this.rest.startsWith(' TID_')) this.word('traceability_id', anything);
    if (isStrict && this.rest !== '') this.fail(`Log should be fully consumed: "${this.rest}"`);
  }

  private fail(message: string): undefined {
    this.fault ??= new Failure(message);
  }

  private failAt(name: string, rest: string, kind: string): undefined {
    return this.fail(
      `failed to get field \`${name}\`: Parsing Error: (${debugText(rest)}, ${kind})`,
    );
  }

  private set(name: string, value: Value): void {
    this.fields[name] = value === '-' ? null : value;
  }

  private first(): void {
    const text = /^[a-z0-9]+/.exec(this.rest)?.[0];
    if (text === undefined) return this.failAt('type', this.rest, 'TakeWhile1');
    this.rest = this.rest.slice(text.length);
    this.set('type', text);
  }

  /** What stands behind a blank; undefined where it is something else. */
  private taken(name: string, characters: RegExp): string | undefined {
    if (this.fault !== null) return undefined;
    if (!this.rest.startsWith(' ')) return this.failAt(name, this.rest, 'Char');
    const behind = this.rest.slice(1);
    const text = characters.exec(behind)?.[0];
    if (text === undefined) return this.failAt(name, behind, 'TakeWhile1');
    this.rest = behind.slice(text.length);
    return text;
  }

  private word(name: string, characters: RegExp): void {
    const text = this.taken(name, characters);
    if (text !== undefined) this.set(name, text);
  }

  private number(name: string, characters: RegExp, read: (text: string) => Value | Failure): void {
    const before = this.rest;
    const text = this.taken(name, characters);
    if (text === undefined) return;
    const value = read(text);
    if (value instanceof Failure || typeof value === 'string') this.failAt(name, before, 'MapRes');
    else this.fields[name] = value;
  }

  /** The text between quotes, in which a backslash makes the next character stand for itself. */
  private text(name: string): string | undefined {
    if (this.fault !== null) return undefined;
    if (!this.rest.startsWith(' "')) return this.failAt(name, this.rest, 'Tag');
    const match = /^ "((?:[^"\\]|\\.)*)"/s.exec(this.rest);
    if (match === null) {
      return this.fail(`failed to get field \`${name}\`: Parsing requires more data`);
    }
    this.rest = this.rest.slice(match[0].length);
    return (match[1] ?? '').replaceAll(/\\(.)/gs, '$1');
  }

  private quoted(name: string): void {
    const text = this.text(name);
    if (text !== undefined) this.set(name, text);
  }

  private request(): void {
    const text = this.text('request');
    if (text === undefined) return;
    const blank = text.indexOf(' ');
    this.set('request_method', blank < 0 ? text : text.slice(0, blank));
    if (blank < 0) return this.fail('failed to get field `request_url`');
    const behind = text.slice(blank + 1);
    const last = behind.lastIndexOf(' ');
    this.set('request_protocol', behind.slice(last + 1));
    if (last < 0) return this.fail('failed to get field `request_url`');
    this.fields['request_url'] = behind.slice(0, last);
  }

  private list(name: string, characters: RegExp): void {
    if (this.fault !== null) return;
    if (this.rest.startsWith(' "-"')) {
      this.rest = this.rest.slice(4);
      this.fields[name] = [];
      return;
    }
    const open = this.rest.startsWith(' "') ? 2 : 1;
    const text = characters.exec(this.rest.slice(open))?.[0];
    const isClosed = open === 1 || this.rest[open + (text?.length ?? 0)] === '"';
    if (!this.rest.startsWith(' ') || text === undefined || !isClosed) {
      return this.fail(`failed to get field \`${name}\`: Parsing Error: ()`);
    }
    this.rest = this.rest.slice(open + text.length + (open - 1));
    this.fields[name] = [text];
  }
}

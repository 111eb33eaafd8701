import { parse } from 'woothee';
import { type Bytes, textOf } from '../text.ts';
import type { VrlObject } from '../value.ts';

const unknown = 'UNKNOWN';

/** The mode `fast`, which is that of Woothee. */
export function parseUserAgent(value: Bytes): VrlObject {
  const agent = parse(textOf(value));
  const known = (text: string | undefined): string | null =>
    text === undefined || text === '' || text === unknown ? null : text;
  return {
    browser: { family: known(agent.name), version: known(agent.version) },
    os: { family: known(agent.os), version: known(agent.os_version) },
    device: { category: known(agent.category) },
  };
}

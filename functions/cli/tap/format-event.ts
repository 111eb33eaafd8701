import { encodeLogfmt } from '../../../shared/transform/vrl/runtime/functions/encode-logfmt.ts';
import { isObject, type VrlObject } from '../../../shared/transform/vrl/runtime/value.ts';
import { writeYaml } from '../../../shared/vector/text/write-yaml.ts';
import { parseExact } from '../vrl/read-input.ts';
import type { TapOutput } from './tap-outputs.ts';

/** How events are shown. */
export type TapFormat = 'json' | 'logfmt' | 'yaml';

export const tapFormats: readonly TapFormat[] = ['json', 'logfmt', 'yaml'];

/** @param of null: where it came out of is not told */
// oxlint-disable-next-line typescript/consistent-return -- each format is a case
export function formatEvent(json: string, format: TapFormat, of: TapOutput | null): string {
  const meta = of === null ? null : metaOf(of);
  switch (format) {
    case 'json':
      // the event itself is not read: numbers stay as they are
      return meta === null
        ? `${json}\n`
        : `${JSON.stringify(meta).slice(0, -1)},"event":${json}}\n`;
    case 'yaml': {
      const event = parse(json, wholeNumbers);
      return `---\n${writeYaml(meta === null ? event : { ...meta, event })}`;
    }
    case 'logfmt': {
      const event = parseExact(json);
      const fields: VrlObject = isObject(event) ? event : { value: event };
      return `${encodeLogfmt(meta === null ? fields : { ...meta, ...fields }, Object.keys(meta ?? {})) as string}\n`;
    }
  }
}

type Reviver = (this: unknown, key: string, value: unknown, place: { source: string }) => unknown;

const parse = JSON.parse as (text: string, reviver: Reviver) => unknown;

/** Those that a JavaScript number cannot hold. */
function wholeNumbers(
  this: unknown,
  _key: string,
  value: unknown,
  place: { source: string },
): unknown {
  const isLarge = Number.isInteger(value) && !Number.isSafeInteger(value);
  return isLarge && /^-?\d+$/.test(place.source) ? BigInt(place.source) : value;
}

function metaOf({ component, kind, name, type }: TapOutput): Record<string, string> {
  const output = name === component ? {} : { output_id: name };
  return { component_id: component, ...output, component_kind: kind, component_type: type };
}

import { type FieldPath, parseFieldPath } from '../../field-path.ts';
import { dedupeGate, type DedupeRules } from '../../transform/gates/dedupe.ts';
import { sampleGate, type Share } from '../../transform/gates/sample.ts';
import type { TextTemplate } from '../../transform/gates/texts.ts';
import { throttleGate } from '../../transform/gates/throttle.ts';
import type { Gate, GateModel } from '../../transform/model.ts';
import { readOptions, type ReadContext } from '../options/read-options.ts';
import { dedupeOptions, sampleOptions, throttleOptions } from './gate-options.ts';

/** Where a gate stands, and what is read elsewhere. */
export interface GatePlace extends Pick<GateModel, 'type' | 'inputs' | 'exclude'> {
  readonly path: string;
}

interface GateRules {
  /** All that decides what it lets through, but `exclude`. */
  readonly rules: unknown;
  readonly open: () => Gate;
}

/** Reads a `sample`, `dedupe` or `throttle`; null where it has a fault. */
export function readGate(raw: unknown, place: GatePlace, context: ReadContext): GateModel | null {
  const before = context.faults.count;
  const { type, inputs, exclude, path } = place;
  const { rules, open } = readRules[type](raw, path, context);
  if (context.faults.count > before) return null;
  return { type, inputs, exclude, rules: JSON.stringify(rules), open };
}

type ReadRules = (raw: unknown, path: string, context: ReadContext) => GateRules;

const readRules: Readonly<Record<GateModel['type'], ReadRules>> = {
  sample: (raw, path, context) => {
    const { rate, ratio, ...given } = readOptions(sampleOptions, raw, path, context, others);
    const { faults } = context;
    if (faults.settled(`${path}.rate`, `${path}.ratio`) && (rate === null) === (ratio === null)) {
      faults.add(path, 'gives both of rate and ratio, or none; allowed: one of them');
    }
    if (given.rateField !== null && given.ratioField !== null) {
      faults.add(`${path}.rateField`, 'does not go with ratioField; allowed: one of them');
    }
    if (given.keyField !== null && (given.rateField ?? given.ratioField) !== null) {
      faults.add(
        `${path}.keyField`,
        'does not go with rateField and ratioField: events with one key would have several shares',
      );
    }
    const share: Share = rate === null ? { ratio: ratio ?? 1 } : { of: rate };
    const rules = {
      share,
      rateField: pathOf(given.rateField),
      ratioField: pathOf(given.ratioField),
      keyField: pathOf(given.keyField),
      rateKey: given.sampleRateKey,
    };
    return { rules, open: () => sampleGate(rules) };
  },
  dedupe: (raw, path, context) => {
    const { fields, cache, timeSettings } = readOptions(dedupeOptions, raw, path, context, others);
    const { match, ignore } = fields;
    const { faults } = context;
    const at = `${path}.fields`;
    if (
      faults.settled(at, `${at}.match`, `${at}.ignore`) &&
      (match === null) === (ignore === null)
    ) {
      faults.add(at, 'gives both of match and ignore, or none; allowed: one of them');
    }
    const rules: DedupeRules = {
      by: match === null ? 'ignore' : 'match',
      fields: (match ?? ignore ?? []).map((one) => pathOf(one) as FieldPath),
      maxEvents: cache.numEvents,
      ...timeSettings,
    };
    return { rules, open: () => dedupeGate(rules) };
  },
  throttle: (raw, path, context) => {
    const { threshold, windowSecs, keyField } = readOptions(
      throttleOptions,
      raw,
      path,
      context,
      others,
    );
    const key = keyField === null ? null : template(keyField, `${path}.keyField`, context);
    const rules = { threshold, windowMs: windowSecs * 1000, key };
    return { rules, open: () => throttleGate(rules) };
  },
};

const others = { names: ['type', 'inputs', 'exclude'], unsupported: {} };

/** What the options have let through is a path. */
function pathOf(text: string | null): FieldPath | null {
  const parsed = text === null ? null : parseFieldPath(text);
  return parsed?.ok === true ? parsed.path : null;
}

const field = /\{\{\s*([^{}]*?)\s*\}\}/;

function template(text: string, path: string, { faults }: ReadContext): TextTemplate {
  // what stands between matches, and the fields between them
  return text.split(field).flatMap((piece, at): TextTemplate => {
    if (at % 2 === 0) {
      if (/[%{}]/.test(piece)) {
        faults.add(path, 'holds % { or } outside of a field; allowed: text with {{ field }} in it');
      }
      return piece === '' ? [] : [piece];
    }
    const parsed = parseFieldPath(piece);
    if (parsed.ok) return [parsed.path];
    faults.add(path, `{{ ${piece} }}: ${parsed.fault}`);
    return [];
  });
}

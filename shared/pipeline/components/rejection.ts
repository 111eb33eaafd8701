import { parseKeyTemplate } from '../../sink/key/template.ts';
import { group, nullable, optional, type Group, type Option } from '../options/option.ts';
import { custom, oneOf, text } from '../options/value.ts';

type RejectionAction = 'dead_letter' | 'drop' | 'stop';

/** `onRejection` of a source or a sink. */
export type RejectionShape = {
  readonly action: Option<RejectionAction>;
  readonly keyPrefix: Option<string | null>;
  readonly sink: Option<string | null>;
};

const literalPrefix = custom(
  "literals and strftime with a literal folder first, like 'dead-letter/dt=%Y-%m-%d/'",
  (raw) => {
    if (typeof raw !== 'string') return null;
    const parsed = parseKeyTemplate(raw);
    if (!parsed.ok) return { why: parsed.faults.join('; ') };
    if (parsed.template.fields.length > 0)
      return { why: 'a broken record has no fields to put in' };
    return /^[^%/]+\//.test(raw) ? { value: raw } : null;
  },
);

/** The options of `onRejection`; the word alone stands for its action. */
export const rejectionOptions: Group<RejectionShape> = group<RejectionShape>(
  {
    action: optional(oneOf(['dead_letter', 'drop', 'stop']), 'dead_letter'),
    keyPrefix: nullable(literalPrefix),
    sink: nullable(text('the name of a sink')),
  },
  'action',
);

import { primary, type Span } from '../diagnostics/diagnostic.ts';
import { fault } from '../diagnostics/faults.ts';
import { Regex } from '../runtime/regex.ts';
import { Timestamp, timestampOf } from '../runtime/timestamp.ts';

const form = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.(\d+))?(?:[Zz]|[+-]\d\d:\d\d)$/;

/** The time of `t'…'`, which is RFC 3339. @throws {CompileFault} E601 */
export function parseTimestampLiteral(text: string, span: Span): Timestamp {
  const match = form.exec(text);
  const isLeap = /:60(?=[.Zz+-])/.test(text);
  const whole = text.replace(/\.\d+/, '').replace(/:60(?=[Zz+-])/, ':59');
  const ms = match === null ? Number.NaN : Date.parse(whole);
  if (Number.isNaN(ms)) {
    throw fault(601, 'invalid timestamp', [
      primary(span, 'timestamp format is not ISO8601 compliant'),
    ]);
  }
  const nanos = Number((match?.[1] ?? '').slice(0, 9).padEnd(9, '0'));
  return timestampOf(ms / 1000, nanos + (isLeap ? 1_000_000_000 : 0)) ?? new Timestamp(ms, 0);
}

/** The expression of `r'…'`. @throws {CompileFault} E101 */
export function parseRegexLiteral(source: string, span: Span): Regex {
  try {
    return new Regex(source);
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : 'malformed';
    throw fault(
      101,
      'invalid regular expression',
      [primary(span, `regex parse error: ${why}: ${source}`)],
      [
        'see documentation about regular expressions at https://vrl.dev/expressions/#regular-expression',
      ],
    );
  }
}

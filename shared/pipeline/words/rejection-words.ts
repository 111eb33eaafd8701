import type { RejectionShape } from '../components/rejection.ts';
import type { WordsOf } from './words.ts';

/** What is said of `onRejection` of a source or a sink. */
export function rejectionWords(what: string, defaultSink: string): WordsOf<RejectionShape> {
  return {
    action: {
      meaning: `What becomes of ${what}: kept whole with the reason, counted and left, or the process ends. May be written as the value of \`onRejection\` itself.`,
    },
    keyPrefix: {
      meaning: "Where dead letters go: literals and strftime in UTC, on the record's time.",
      defaultText: '`dead-letter/<pipeline>/<component>/dt=%F/`',
    },
    sink: {
      meaning: 'The sink whose bucket and credentials dead letters use.',
      defaultText: defaultSink,
    },
  };
}

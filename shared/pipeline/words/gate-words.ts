import type { DedupeShape, SampleShape, ThrottleShape } from '../components/gate-options.ts';
import type { WordsOf } from './words.ts';

/** What is said of the options of `sample`. */
export const sampleWords: WordsOf<SampleShape> = {
  rate: {
    meaning: 'Keeps one of so many events, on average: chosen by a hash, not by counting.',
    vector: 'rate',
  },
  ratio: { meaning: 'Keeps this share of the events. One of `rate` and `ratio`.', vector: 'ratio' },
  rateField: {
    meaning:
      "A field with a rate of the event's own; where it holds none, the options above count.",
    vector: 'rate_field',
  },
  ratioField: { meaning: 'The same with a ratio.', vector: 'ratio_field' },
  keyField: {
    meaning:
      "Events with the same value here are kept together, or not. The hash is Vector's, so both keep the same values.",
    defaultText: 'each event is chosen by topic, partition and offset',
    vector: 'key_field',
  },
  sampleRateKey: {
    meaning: 'The field that gets the rate or ratio as text; null: none does.',
    vector: 'sample_rate_key',
  },
};

/** What is said of the options of `dedupe`. */
export const dedupeWords: WordsOf<DedupeShape> = {
  fields: {
    match: {
      meaning: 'Events are the same that are so in these fields, in their kinds, too.',
      vector: 'fields.match (timestamp, host, message)',
    },
    ignore: {
      meaning: 'Or in all but these, and what is below them. One of `match` and `ignore`.',
      vector: 'fields.ignore',
    },
  },
  cache: {
    numEvents: {
      meaning:
        'How many events are remembered, those that were seen last: about 100 bytes each, for every open epoch.',
      vector: 'cache.num_events',
    },
  },
  timeSettings: {
    maxAgeMs: {
      meaning: "For how long one is remembered, by the records' times.",
      defaultText: 'as long as its epoch is open',
      vector: 'time_settings.max_age_ms',
    },
    refreshOnDrop: {
      meaning: 'Whether one that is dropped begins that time anew.',
      vector: 'time_settings.refresh_on_drop',
    },
  },
};

/** What is said of the options of `throttle`. */
export const throttleWords: WordsOf<ThrottleShape> = {
  threshold: { meaning: 'Events of one key within one window.', vector: 'threshold' },
  windowSecs: {
    meaning:
      "The window, of the records' times: it begins at multiples of its length. 100,000 windows of keys are counted at once.",
    vector: 'window_secs',
  },
  keyField: {
    meaning: 'Text with fields in it: events of another key are counted by themselves.',
    defaultText: 'all events have one key',
    vector: 'key_field',
  },
};

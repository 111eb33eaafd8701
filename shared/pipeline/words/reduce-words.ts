import type { ReduceShape } from '../components/reduce-options.ts';
import type { WordsOf } from './words.ts';

/** What is said of the options of `reduce`. */
export const reduceWords: WordsOf<ReduceShape> = {
  groupBy: {
    meaning:
      'Events with the same values here are of one group, in their kinds, too; those without are of one.',
    defaultText: 'all events are of one group',
    vector: 'group_by',
  },
  mergeStrategies: {
    meaning:
      'How the values of a field become one. Others: numbers are added up, of times the first is kept and the last goes into `…_end`, of all else the first is kept.',
    defaultText: 'each field by its kind',
    vector: 'merge_strategies',
  },
  maxEvents: { meaning: 'A group ends with so many events.', vector: 'max_events' },
  maxGroups: {
    meaning:
      'So many groups are open at once in an epoch; one more ends the group that has waited longest for an event.',
    vector: 'max_groups',
  },
  expireAfterMs: {
    meaning:
      "A group ends before an event that comes so long after its latest one, by the records' times.",
    vector: 'expire_after_ms',
  },
  endEveryPeriodMs: {
    meaning: 'And before one that comes so long after its first one.',
    vector: 'end_every_period_ms',
  },
  maxOpenBytes: {
    meaning:
      'What the open groups of an epoch may hold: twice the bytes of their records (key, value, headers), 512 for each of them and for each group, and 128 for each field of a group. Beyond it the group ends that has waited longest.',
  },
};

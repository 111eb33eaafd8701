import type { CompleteMarkersShape } from '../components/complete-markers.ts';
import type { WordsOf } from './words.ts';

/** What is said of `completeMarkers` of a source. */
export const completeMarkersWords: WordsOf<CompleteMarkersShape> = {
  enabled: {
    meaning:
      'Stores an object for each hour (UTC, the time of the records) of a topic of which everything is stored. May be written as the value of `completeMarkers` itself.',
    defaultText: 'true where `completeMarkers` is written',
  },
  graceSecs: {
    meaning:
      'How much later than its own time a record may come to the broker and still count, seconds.',
  },
  key: {
    meaning: 'A further object for each hour under a key of your own; for a source of one topic.',
  },
  sink: {
    meaning: 'The sink whose bucket and credentials markers use.',
    defaultText: 'the first sink that the source reaches',
  },
};

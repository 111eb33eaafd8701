import type { ProcessShape } from '../components/process.ts';
import type { WordsOf } from './words.ts';

/** What is said of the options of the process. */
export const processWords: WordsOf<ProcessShape> = {
  delivery: {
    meaning:
      '`exact`: each record is in the lake exactly once; objects are of one Kafka partition. `dense`: the partitions of one consumer share objects: fewest files, at least once.',
  },
  threads: {
    meaning:
      'Consumers in one process, each a member of the group; they share the buffer and one metrics page.',
    vector: 'VECTOR_THREADS (all cores)',
  },
  buffer: {
    type: {
      meaning:
        'Where open objects are kept. `disk`: in `dataDir`, so that they may be larger than memory, and a process that was killed goes on with them. What is on the disk alone is never committed.',
      vector: "each sink's buffer.type",
    },
    maxBytes: {
      meaning:
        'Bytes that fetched records and open objects of the whole process may hold; fetching stops above it.',
      vector: "each sink's buffer.max_events (500), and nothing for all",
    },
    maxSize: {
      meaning:
        "Bytes that open objects may take in `dataDir`, with `type: 'disk'`; fetching stops near it.",
      vector: "each sink's buffer.max_size",
    },
  },
  dataDir: {
    meaning:
      "Where `buffer.type: 'disk'` keeps its files: a directory of one process of one pipeline.",
    vector: 'data_dir (/var/lib/vector/)',
  },
  api: {
    enabled: {
      meaning: 'The HTTP server for `/metrics`, `/healthz` and `/readyz`.',
      vector: 'api.enabled (false)',
    },
    address: {
      meaning: 'Where it listens; port 0 takes a free one.',
      vector: 'api.address',
    },
    tap: {
      meaning:
        'Whether `sluice tap` may look at records as they come. They are data: shown to programs on the same machine alone.',
      vector: 'api.enabled (false)',
    },
  },
  shutdown: {
    timeoutSecs: {
      meaning: 'How long a stop may take until the rest is left to be read again, seconds.',
      vector: '--graceful-shutdown-limit-secs (60)',
    },
  },
  watchdog: {
    stuckAfterSecs: {
      meaning:
        'Ends the process after so long without progress although there is work, seconds; 0: never.',
    },
    maxRestarts: {
      meaning: 'Ends the process after so many failed rejoins within ten minutes without a commit.',
    },
  },
  log: {
    level: {
      meaning: 'The least that is logged.',
      vector: 'VECTOR_LOG',
    },
  },
};

/** Writes the log lines of what a process tells from its start to its end by an error, as it would itself. */
import { SluiceError } from '../../shared/errors.ts';
import { logConsumerEvent } from '../../shared/telemetry/consumer-lines.ts';
import { createLogEvents } from '../../shared/telemetry/log-events.ts';
import { createLog } from '../../shared/telemetry/logger.ts';

const error = new SluiceError('STORE_UNAVAILABLE', 'S3 says 503');
const sizes = { rawBytes: 10, bytes: 5, durationMs: 1 };
const emit = createLogEvents(createLog({ service: 'devices', level: 'INFO' }), logConsumerEvent);
emit({ name: 'started', pipeline: 'devices', version: '1' });
emit({ name: 'store_retry', sink: 's3', attempt: 1, delayMs: 100, error });
emit({ name: 'store_retry', sink: 's3', attempt: 2, delayMs: 200, error });
emit({ name: 'object_stored', sink: 's3', key: 'k', events: 3, deadLetter: true, ...sizes });
emit({ name: 'consumer_restarted', source: 'kafka', error });
emit({ name: 'fatal', error });

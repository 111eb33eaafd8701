/**
 * `npm run engines -- start | stop | status | poll`: a real Kafka and a real S3 server on this machine, without Docker.
 *
 * They are the released Apache Kafka and s3proxy, as jars from Maven Central (110 MB, once per user, in
 * ~/.cache/sluice or SLUICE_ENGINES_CACHE, each checked against jars.lock), run by the machine's Java or, where there
 * is none, by one from PyPI. They listen on 127.0.0.1 only, keep everything under .engines in this checkout, and run
 * until `stop`. The tests and the demo start instances of their own and do not touch these.
 */
import { parseArgs } from 'node:util';
import { resolve } from 'node:path';
import { SluiceError, describeError, toSluiceError } from '../../shared/errors.ts';
import { environmentOf } from './addresses.ts';
import { lockJars } from './lock-jars.ts';
import { sharedStatus, startShared, stopShared } from './shared-engines.ts';
import type { SharedStatus, StartOutcome } from './shared-engines.ts';
import { defaultFolder } from './start-engines.ts';

const usage = `npm run engines -- COMMAND

  start    starts Kafka and the S3 server where they do not run, and prints where they are
  stop     ends them; --wipe deletes their data, too
  status   says what runs; exit code 0 when both do, 1 otherwise
  poll     drives a Lambda function from a topic, as an event source mapping does; poll --help says how
  lock     for maintainers: downloads everything anew and writes jars.lock

  --json            prints one JSON object instead of the table
  --data-dir DIR    keeps data, logs and state there instead of in .engines
`;

async function main(): Promise<number> {
  const [word, ...words] = process.argv.slice(2);
  if (word === 'poll') return poll(words);
  const { values, positionals } = readArguments();
  const folder = values['data-dir'] === undefined ? defaultFolder : resolve(values['data-dir']);
  const json = values.json === true;
  const [command, ...rest] = positionals;
  if (rest.length > 0) throw wrongUsage(`one command is expected, got: ${positionals.join(' ')}`);
  switch (command) {
    case 'start': {
      const outcome = await startShared(folder, { kafka: true, s3: true }, tell);
      process.stdout.write(json ? asJson(outcome) : asTable(outcome));
      return 0;
    }
    case 'stop': {
      const ended = await stopShared(folder, { wipe: values.wipe === true }, tell);
      process.stdout.write(json ? asJson({ ended }) : `${ended} of 2 processes ended\n`);
      return 0;
    }
    case 'status': {
      const status = await sharedStatus(folder);
      process.stdout.write(json ? asJson(status) : asTable(status));
      return status.kafka !== null && status.s3 !== null ? 0 : 1;
    }
    case 'lock':
      process.stdout.write(`${await lockJars()} jars locked\n`);
      return 0;
    case undefined:
      throw wrongUsage('a command is missing');
    default:
      throw wrongUsage(`unknown command ${command}`);
  }
}

async function poll(words: readonly string[]): Promise<number> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(130);
      stop.abort();
    });
  }
  // it needs a Kafka client, the others do not
  const { pollCommand } = await import('./lambda/poll-command.ts');
  return pollCommand(words, stop.signal);
}

function readArguments(): ReturnType<typeof parse> {
  try {
    return parse();
  } catch (error) {
    throw wrongUsage((error as Error).message);
  }
}

function parse() {
  return parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean' },
      wipe: { type: 'boolean' },
      'data-dir': { type: 'string' },
    },
  });
}

function wrongUsage(what: string): SluiceError {
  return new SluiceError('CONFIG_INVALID', `${what}\n\n${usage}`);
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

function asJson(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function processState(pid: number | undefined, wasThere: boolean | undefined): string {
  if (pid === undefined) return 'does not run';
  return `process ${pid}${wasThere === true ? ', ran already' : ''}`;
}

function asTable(status: SharedStatus | StartOutcome): string {
  const { kafka, s3 } = status.addresses;
  const reused = 'reused' in status ? status.reused : null;
  const listeners: [string, string | null | undefined][] = [
    ['SASL', kafka?.listeners.saslPlaintext],
    ['TLS', kafka?.listeners.ssl],
    ['mTLS', kafka?.listeners.mtls],
    ['SASL over TLS', kafka?.listeners.saslSsl],
  ];
  const rows: [string, string, string][] = [
    ['Kafka', kafka?.bootstrapServers ?? '-', processState(status.kafka?.pid, reused?.kafka)],
    ...listeners.flatMap(([name, at]): [string, string, string][] =>
      typeof at === 'string' ? [[`  ${name}`, at, '']] : [],
    ),
    ['S3', s3?.endpoint ?? '-', processState(status.s3?.pid, reused?.s3)],
  ];
  const lines = rows.map(([name, at, what]) =>
    `${name.padEnd(17)}${at.padEnd(25)}${what}`.trimEnd(),
  );
  if (kafka !== null && kafka.tls === null) {
    lines.push('There is no openssl to make certificates with, so there is no TLS listener.');
  }
  const exports = Object.entries(environmentOf(status.addresses));
  if (exports.length > 0)
    lines.push('', ...exports.map(([name, value]) => `export ${name}=${value}`));
  return `${lines.join('\n')}\n`;
}

try {
  process.exitCode = await main();
} catch (error) {
  const known = toSluiceError(error);
  process.stderr.write(`${describeError(known)}\n`);
  if (known.code === 'INTERNAL') process.stderr.write(`${known.stack}\n`);
  process.exitCode = known.exitCode;
}

/**
 * The engines that a checkout shares: long-lived by intent, started once, reused by whoever asks, ended by `stop`.
 *
 *     .engines/ports.json    the ports, chosen at the first start
 *     .engines/state.json    which processes are the engines: pid and start time, so that a recycled pid is nobody
 *     .engines/start.lock    held while somebody starts or stops; a killed holder's lock is taken over
 *     .engines/kafka, s3     data and logs
 *     .engines/tls           a test authority and its certificates
 *
 * An engine is down or up. `start` takes each from down to up and leaves it where it is up already; the state is written
 * as soon as a process exists, so that a start that is killed half-way leaves nothing that `stop` could not find.
 */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineAddresses } from './addresses.ts';
import { ensureCertificates } from './certificates.ts';
import { kafkaAddresses, kafkaPorts } from './kafka-properties.ts';
import { kafkaReady, launchKafka } from './kafka-server.ts';
import { withLock } from './lock-file.ts';
import { rememberedPorts, requireFree } from './ports.ts';
import { endProcess } from './process-identity.ts';
import { isRunning } from '../../shared/process-identity.ts';
import type { ProcessIdentity } from '../../shared/process-identity.ts';
import { launchS3, s3Address, s3Ready } from './s3-server.ts';
import { launchDetached } from './server-process.ts';
import { readState, writeState } from './state-file.ts';
import type { EngineState } from './state-file.ts';
import { prepareToolchain } from './toolchain.ts';

/** Which of the two to start. */
export interface Wanted {
  readonly kafka: boolean;
  readonly s3: boolean;
}

export interface SharedStatus {
  readonly kafka: ProcessIdentity | null;
  readonly s3: ProcessIdentity | null;
  /** Of what runs. */
  readonly addresses: EngineAddresses;
}

export interface StartOutcome extends SharedStatus {
  /** Which of them ran already. */
  readonly reused: Wanted;
}

const statePath = (folder: string): string => join(folder, 'state.json');

/** Brings up what is wanted and down. @throws {SluiceError} ENGINES_UNAVAILABLE, DISK_FULL; what it had started is ended */
export async function startShared(
  folder: string,
  wanted: Wanted,
  tell: (line: string) => void,
): Promise<StartOutcome> {
  return exclusively(folder, tell, async () => {
    const before = running(await readState(statePath(folder)));
    const reused = { kafka: before.kafka !== null, s3: before.s3 !== null };
    const started: ProcessIdentity[] = [];
    try {
      const state = await startMissing(folder, wanted, before, started);
      return { ...state, addresses: await addressesOf(folder, state), reused };
    } catch (error) {
      await Promise.all(started.map(async (each) => endProcess(each, 0)));
      await writeState(statePath(folder), before);
      throw error;
    }
  });
}

async function startMissing(
  folder: string,
  wanted: Wanted,
  before: EngineState,
  started: ProcessIdentity[],
): Promise<EngineState> {
  const needKafka = wanted.kafka && before.kafka === null;
  const needS3 = wanted.s3 && before.s3 === null;
  let state = before;
  const remember = async (part: Partial<EngineState>): Promise<void> => {
    state = { ...state, ...part };
    await writeState(statePath(folder), state);
  };
  const ports = await rememberedPorts(folder);
  const kafkaFolder = join(folder, 'kafka');
  const s3Folder = join(folder, 's3');
  if (needKafka || needS3) {
    const tools = await prepareToolchain();
    if (needS3) {
      await requireFree(folder, [ports.s3]);
      const server = { folder: s3Folder, java: tools.java, jars: tools.s3Jars, port: ports.s3 };
      const s3 = await launchS3(server, launchDetached);
      started.push(s3);
      await remember({ s3 });
    }
    if (needKafka) {
      const layout = { ports, certificates: await ensureCertificates(join(folder, 'tls')) };
      await requireFree(folder, kafkaPorts({ ...layout, dataFolder: '' }));
      const kafka = await launchKafka(
        { folder: kafkaFolder, java: tools.java, jars: tools.kafkaJars, layout },
        launchDetached,
      );
      started.push(kafka);
      await remember({ kafka });
    }
  }
  // Also for what ran before: whoever started it may have been killed before it was ready.
  if (wanted.s3 && state.s3 !== null) await s3Ready(s3Folder, ports.s3, state.s3);
  if (wanted.kafka && state.kafka !== null) await kafkaReady(kafkaFolder, state.kafka);
  return state;
}

/** What runs now. It looks only, and waits for nobody. */
export async function sharedStatus(folder: string): Promise<SharedStatus> {
  const state = running(await readState(statePath(folder)));
  return { ...state, addresses: await addressesOf(folder, state) };
}

/**
 * Ends what runs; with `wipe`, the data and the remembered ports go, too.
 * @returns how many processes were ended
 */
export async function stopShared(
  folder: string,
  options: { readonly wipe: boolean },
  tell: (line: string) => void,
): Promise<number> {
  return exclusively(folder, tell, async () => {
    const state = running(await readState(statePath(folder)));
    const processes = [state.kafka, state.s3].filter((each) => each !== null);
    await Promise.all(processes.map(async (each) => endProcess(each, 20_000)));
    await writeState(statePath(folder), { kafka: null, s3: null });
    if (options.wipe) {
      for (const name of ['kafka', 's3', 'tls', 'ports.json']) {
        await rm(join(folder, name), { recursive: true, force: true });
      }
    }
    return processes.length;
  });
}

async function exclusively<T>(
  folder: string,
  tell: (line: string) => void,
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(folder, { recursive: true });
  const onWait = (holder: ProcessIdentity): void => {
    tell(`waiting for process ${holder.pid}, which starts or stops the engines`);
  };
  return withLock(join(folder, 'start.lock'), { timeoutMs: 300_000, onWait }, work);
}

function running(state: EngineState): EngineState {
  return {
    kafka: state.kafka !== null && isRunning(state.kafka) ? state.kafka : null,
    s3: state.s3 !== null && isRunning(state.s3) ? state.s3 : null,
  };
}

async function addressesOf(folder: string, state: EngineState): Promise<EngineAddresses> {
  if (state.kafka === null && state.s3 === null) return { kafka: null, s3: null };
  const ports = await rememberedPorts(folder);
  const certificates = state.kafka === null ? null : await ensureCertificates(join(folder, 'tls'));
  return {
    kafka: state.kafka === null ? null : kafkaAddresses({ ports, certificates, dataFolder: '' }),
    s3: state.s3 === null ? null : s3Address(ports.s3),
  };
}

import { join } from 'node:path';
import { SluiceError } from '../../shared/errors.ts';
import type { EngineAddresses, KafkaListeners, S3Address } from './addresses.ts';
import { ensureCertificates } from './certificates.ts';
import { makeEphemeral } from './ephemeral-engines.ts';
import { kafkaAddresses } from './kafka-properties.ts';
import { kafkaReady, launchKafka } from './kafka-server.ts';
import { pickEphemeralPorts } from './ports.ts';
import { endProcess, signalProcess } from './process-identity.ts';
import { isRunning } from '../../shared/process-identity.ts';
import type { ProcessIdentity } from '../../shared/process-identity.ts';
import { launchS3, s3Address, s3Ready } from './s3-server.ts';
import { startShared, stopShared } from './shared-engines.ts';
import { prepareToolchain } from './toolchain.ts';
import { lostItsPort } from './wait-ready.ts';

export interface StartOptions {
  /** Where data, logs and state go; `.engines` of this checkout unless said otherwise. */
  readonly dataDir?: string;
  /** An instance of one's own, gone with its data when this process ends. Otherwise the checkout's shared engines. */
  readonly ephemeral?: boolean;
  readonly kafka?: boolean;
  readonly s3?: boolean;
  /** Ephemeral only: adds the listener `proxied`, which sends clients to this port. */
  readonly proxyPort?: number;
  /** Ephemeral only: the broker starts for two thirds of the CPU, and serves slower than it could. For short lives. */
  readonly quickStart?: boolean;
}

/** Of ephemeral engines: the broker as something that fails. Its data stays over `stop` and `start`. */
interface BrokerControl {
  /** Asks the broker to end, as a rolling update does, and waits until it is gone. */
  readonly stop: () => Promise<void>;
  /** Ends it as a power cut would. */
  readonly kill: () => Promise<void>;
  /** Starts it again, on the same ports, and waits until it serves. */
  readonly start: () => Promise<void>;
  /** It keeps its connections and answers nothing, until `thaw`. */
  readonly freeze: () => void;
  readonly thaw: () => void;
}

export interface Engines {
  readonly addresses: EngineAddresses;
  /** @throws {SluiceError} INTERNAL where Kafka was not asked for; so do `listeners` and `broker` */
  readonly bootstrapServers: string;
  readonly listeners: KafkaListeners;
  /** @throws {SluiceError} INTERNAL where the S3 server was not asked for */
  readonly s3: S3Address;
  readonly broker: BrokerControl;
  /** Ends the servers; of ephemeral ones the data goes, too. */
  readonly stop: () => Promise<void>;
}

/** Where the engines of this checkout live. */
export const defaultFolder: string = join(import.meta.dirname, '..', '..', '.engines');

/**
 * A real Kafka and a real S3 server, ready to serve on the loopback interface.
 * @throws {SluiceError} ENGINES_UNAVAILABLE with what to install or to do, DISK_FULL
 */
export async function startEngines(options: StartOptions = {}): Promise<Engines> {
  const wanted = { kafka: options.kafka ?? true, s3: options.s3 ?? true };
  const folder = options.dataDir ?? defaultFolder;
  if (options.ephemeral === true) {
    for (let attempt = 1; ; attempt++) {
      try {
        return await startEphemeral(folder, wanted, options);
      } catch (error) {
        // several test files choose their ports at the same time
        if (attempt === 3 || !lostItsPort(error)) throw error;
      }
    }
  }
  const { addresses } = await startShared(folder, wanted, tell);
  return engines(
    addresses,
    null,
    async () => void (await stopShared(folder, { wipe: false }, tell)),
  );
}

async function startEphemeral(
  parent: string,
  wanted: { readonly kafka: boolean; readonly s3: boolean },
  { proxyPort, quickStart = false }: StartOptions,
): Promise<Engines> {
  const tools = await prepareToolchain();
  const place = await makeEphemeral(join(parent, 'ephemeral'));
  try {
    const ports = await pickEphemeralPorts();
    const certificates = wanted.kafka ? await ensureCertificates(join(parent, 'tls')) : null;
    const layout = { ports, certificates, proxyPort };
    const s3Folder = join(place.folder, 's3');
    const kafkaFolder = join(place.folder, 'kafka');
    const { java, kafkaJars: jars } = tools;
    const kafka = { folder: kafkaFolder, java, jars, layout, quickStart };
    const startS3 = async (): Promise<void> => {
      const server = { folder: s3Folder, java: tools.java, jars: tools.s3Jars, port: ports.s3 };
      await s3Ready(s3Folder, ports.s3, await launchS3(server, place.launch));
    };
    const startKafka = async (): Promise<ProcessIdentity> => {
      const started = await launchKafka(kafka, place.launch);
      await kafkaReady(kafkaFolder, started);
      return started;
    };
    const [broker] = await Promise.all([
      wanted.kafka ? startKafka() : null,
      wanted.s3 ? startS3() : null,
    ]);
    const addresses = {
      kafka: wanted.kafka ? kafkaAddresses({ ...layout, dataFolder: '' }) : null,
      s3: wanted.s3 ? s3Address(ports.s3) : null,
    };
    const control = broker === null ? null : brokerControl(broker, startKafka);
    return engines(addresses, control, place.dispose);
  } catch (error) {
    await place.dispose();
    throw error;
  }
}

function brokerControl(
  first: ProcessIdentity,
  startKafka: () => Promise<ProcessIdentity>,
): BrokerControl {
  let current = first;
  return {
    stop: async () => endProcess(current, 20_000),
    kill: async () => endProcess(current, 0),
    start: async () => {
      if (!isRunning(current)) current = await startKafka();
    },
    freeze: () => signalProcess(current, 'SIGSTOP'),
    thaw: () => signalProcess(current, 'SIGCONT'),
  };
}

function engines(
  addresses: EngineAddresses,
  broker: BrokerControl | null,
  stop: () => Promise<void>,
): Engines {
  return {
    addresses,
    stop,
    get bootstrapServers() {
      return need(addresses.kafka, 'Kafka').bootstrapServers;
    },
    get listeners() {
      return need(addresses.kafka, 'Kafka').listeners;
    },
    get s3() {
      return need(addresses.s3, 'the S3 server');
    },
    get broker() {
      return need(broker, "a broker of one's own (ephemeral: true, kafka: true)");
    },
  };
}

function need<T>(value: T | null, name: string): T {
  if (value !== null) return value;
  throw new SluiceError('INTERNAL', `these engines were started without ${name}`);
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

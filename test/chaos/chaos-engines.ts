import { startEngines } from '../../infra/local/start-engines.ts';
import type { Engines } from '../../infra/local/start-engines.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { type CommitWatch, watchCommits } from './kafka-requests.ts';

/** A broker and an S3 server of the suite's own, made to fail. */
export interface ChaosEngines {
  readonly engines: Engines;
  /** Between all consumers and the broker. */
  readonly kafka: TcpProxy;
  readonly commits: CommitWatch;
  /** What consumers are told: through the proxy. */
  readonly bootstrapServers: string;
  /** What the suite's own tools use. */
  readonly direct: string;
  /** How often the broker was taken away so far: stopped, frozen or cut off. */
  brokerFaults: number;
  readonly stop: () => Promise<void>;
}

export async function startChaosEngines(): Promise<ChaosEngines> {
  const kafka = await startTcpProxy();
  const engines = await startEngines({ ephemeral: true, proxyPort: kafka.port });
  const { proxied } = engines.listeners;
  if (proxied === null) throw new Error('the proxied listener is missing');
  kafka.aimAt(proxied);
  return {
    engines,
    kafka,
    commits: watchCommits(kafka, proxied),
    bootstrapServers: `127.0.0.1:${kafka.port}`,
    direct: engines.bootstrapServers,
    brokerFaults: 0,
    stop: async () => {
      await kafka.close();
      await engines.stop();
    },
  };
}

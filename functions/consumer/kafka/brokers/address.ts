import { SluiceError } from '../../../../shared/errors.ts';

/** Where a broker listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/**
 * Reads `host:port`, with IPv6 as `[::1]:9092`; without a port, Kafka's 9092.
 * @throws {SluiceError} CONFIG_INVALID
 */
export function parseAddress(server: string): Address {
  const match =
    /^(?:\[(?<ipv6>[0-9A-Fa-f:.]+(?:%[\w.-]+)?)\]|(?<name>[^:/\s]+))(?::(?<port>\d{1,5}))?$/.exec(
      server.trim(),
    );
  const host = match?.groups?.['ipv6'] ?? match?.groups?.['name'];
  const port = Number(match?.groups?.['port'] ?? 9092);
  if (host === undefined || port < 1 || port > 65_535) {
    throw new SluiceError(
      'CONFIG_INVALID',
      `bootstrapServers holds "${server}"; an entry is host:port, as in broker1:9092 or [::1]:9092`,
    );
  }
  return { host, port };
}

/** The address as it is written in messages and settings. */
export function formatAddress({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/**
 * What lies behind a connection that failed, in words that name the address, the cause and the likely mistake: most
 * first runs fail here.
 */
import { SluiceError } from '../../../../shared/errors.ts';
import type { KafkaConnectionModel } from '../../../../shared/pipeline/model.ts';
import type { Refusal } from './wire.ts';

/** What is known about the failure beside the error itself. */
export interface FailureContext {
  readonly address: string;
  readonly connection: Pick<KafkaConnectionModel, 'tls' | 'sasl'>;
  /** What the error says of the client's credentials. */
  readonly refusal: Refusal | null;
  /** Whether the broker ever answered a request on this connection. */
  readonly answered: boolean;
  /** The last error of the socket below, where it had one. */
  readonly socketError: Error | null;
  /** The first bytes from the other side were a TLS record. */
  readonly sawTls: boolean;
}

const certificateCodes: ReadonlySet<string> = new Set([
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** Turns what a library or the socket threw into a SluiceError; one that already is comes back as it is. */
export function toConnectionError(thrown: unknown, context: FailureContext): SluiceError {
  if (thrown instanceof SluiceError) return thrown;
  const cause = context.socketError ?? thrown;
  const code = readString(cause, 'code') ?? readString(thrown, 'code');
  const text = cause instanceof Error ? cause.message : String(cause);
  const { tls, sasl } = context.connection;
  const at = `broker ${context.address}`;
  const { refusal } = context;
  if (refusal !== null) {
    const words =
      refusal.of === 'mechanism'
        ? `the listener does not take SASL ${sasl?.mechanism ?? ''} (${refusal.text})`
        : refusal.text;
    return new SluiceError('KAFKA_AUTH_FAILED', `${at}: ${words}`, { cause: thrown });
  }
  const unreachable = (reason: string): SluiceError =>
    new SluiceError('KAFKA_UNREACHABLE', `${at}: ${reason}`, { cause });

  if (context.sawTls) {
    return unreachable('the listener speaks TLS, and the source connects in plain text: set tls');
  }
  if (code === 'ECONNREFUSED') return unreachable('ECONNREFUSED, nothing listens there');
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return unreachable(`${code}, the host name cannot be resolved`);
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return unreachable(
      `its certificate is for another name (${text}): correct bootstrapServers, or set tls.verifyHostname to false`,
    );
  }
  if (code !== undefined && certificateCodes.has(code)) {
    return unreachable(
      `its certificate is not trusted (${code}): give the issuer's certificate as tls.ca`,
    );
  }
  if (/certificate required|bad certificate|handshake failure|unknown ca/iu.test(text)) {
    return new SluiceError(
      'KAFKA_AUTH_FAILED',
      `${at}: the broker refuses the client's certificate or misses it (${text}): set tls.cert and tls.key`,
      { cause },
    );
  }
  if (tls !== null && !context.answered && isBrokenHandshake(code, text)) {
    return unreachable(
      `no TLS handshake (${text}): the listener may be plain text; leave tls out, or use its TLS port`,
    );
  }
  if (!context.answered && /clos|ECONNRESET/iu.test(`${text} ${code ?? ''}`)) {
    return unreachable(
      `the connection was closed before the first answer (${text})${tls === null ? ': the listener may expect TLS' : ''}`,
    );
  }
  if (sasl === null && /clos|ECONNRESET/iu.test(`${text} ${code ?? ''}`)) {
    return unreachable(`${text}; if this is at the first request, the listener may expect SASL`);
  }
  return unreachable(code === undefined ? text : `${code}, ${text}`);
}

function isBrokenHandshake(code: string | undefined, text: string): boolean {
  return (
    code === 'EPROTO' ||
    (code?.startsWith('ERR_SSL') ?? false) ||
    /secure TLS connection|wrong version|packet length|socket hang up|timeout/iu.test(text)
  );
}

function readString(value: unknown, key: 'code'): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const found = (value as Record<string, unknown>)[key];
  return typeof found === 'string' ? found : undefined;
}

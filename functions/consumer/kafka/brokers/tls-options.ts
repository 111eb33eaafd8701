import type { SecureContext } from 'node:tls';
import { createSecureContext as createNodeContext } from 'node:tls';
import { SluiceError } from '../../../../shared/errors.ts';
import type { TlsModel } from '../../../../shared/pipeline/model.ts';

/** What `tls.connect` takes, but for the host and its name. */
export interface TlsOptions {
  readonly secureContext: SecureContext;
  readonly rejectUnauthorized: boolean;
  readonly checkServerIdentity?: () => undefined;
}

/**
 * Certificates and key are read once, here, so that a wrong one is found before the first connection.
 * @throws {SluiceError} CONFIG_INVALID for a certificate or key that cannot be read, or a wrong passphrase
 */
export function createTlsOptions(settings: TlsModel): TlsOptions {
  return {
    secureContext: createSecureContext(settings),
    rejectUnauthorized: settings.verifyCertificate,
    ...(settings.verifyHostname ? {} : { checkServerIdentity: () => undefined }),
  };
}

function createSecureContext(settings: TlsModel): SecureContext {
  try {
    return createNodeContext({
      ...(settings.ca === null ? {} : { ca: settings.ca }),
      ...(settings.cert === null ? {} : { cert: settings.cert }),
      ...(settings.key === null ? {} : { key: settings.key }),
      ...(settings.keyPass === null ? {} : { passphrase: settings.keyPass }),
    });
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new SluiceError(
      'CONFIG_INVALID',
      `tls: certificate and key cannot be used (${text}); ca, cert and key are PEM, the key belongs to the certificate, keyPass opens the key`,
      { cause },
    );
  }
}

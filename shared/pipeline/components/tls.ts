import { nullable, optional, type Option, type Values } from '../options/option.ts';
import { flag, text } from '../options/value.ts';
import type { TlsModel } from '../model.ts';
import { type PemContext, readPem } from './read-pem.ts';

/** The types of the options of certificates, wherever they stand. */
export type CertificatesShape = {
  readonly caFile: Option<string | null>;
  readonly crtFile: Option<string | null>;
  readonly keyFile: Option<string | null>;
  readonly keyPass: Option<string | null>;
  readonly verifyCertificate: Option<boolean>;
  readonly verifyHostname: Option<boolean>;
};

export const certificateOptions: CertificatesShape = {
  caFile: nullable(text('a path or PEM text')),
  crtFile: nullable(text('a path or PEM text')),
  keyFile: nullable(text('a path or PEM text')),
  keyPass: nullable(text()),
  verifyCertificate: optional(flag(), true),
  verifyHostname: optional(flag(), true),
};

/** Null: plain text. */
export function tlsModel(
  values: Values<CertificatesShape>,
  isOn: boolean,
  path: string,
  context: PemContext,
): TlsModel | null {
  if (!isOn) return null;
  const { faults } = context;
  const oneOfTwo = (values.crtFile === null) !== (values.keyFile === null);
  if (oneOfTwo && faults.settled(`${path}.crtFile`, `${path}.keyFile`)) {
    const [given, missing] =
      values.crtFile === null ? ['keyFile', 'crtFile'] : ['crtFile', 'keyFile'];
    faults.add(`${path}.${missing}`, `is missing, but ${given} is given; mutual TLS needs both`);
  }
  const pem = (name: 'caFile' | 'crtFile' | 'keyFile'): string | null =>
    readPem(values[name], `${path}.${name}`, context);
  return {
    ca: pem('caFile'),
    cert: pem('crtFile'),
    key: pem('keyFile'),
    keyPass: values.keyPass,
    verifyCertificate: values.verifyCertificate,
    verifyHostname: values.verifyHostname,
  };
}

import { moot, only, refused, type Rules, to } from './rule.ts';

const alpn = 'Kafka and S3 need none';

/** TLS to Kafka. */
export const kafkaTlsRules: Rules = {
  enabled: to('tls.enabled'),
  ca_file: to('tls.caFile', 'replaces the authorities that Node trusts; PEM'),
  crt_file: to('tls.crtFile', 'PEM'),
  key_file: to('tls.keyFile', 'PEM'),
  key_pass: to('tls.keyPass'),
  verify_certificate: to('tls.verifyCertificate'),
  verify_hostname: to('tls.verifyHostname'),
  server_name: refused('the name in bootstrap_servers is used; leave it out'),
  alpn_protocols: moot(alpn),
};

const authorities =
  'set NODE_EXTRA_CA_CERTS in the environment of the process to a file of authorities, and leave it out';

/** TLS to a store that is not Amazon's. */
export const storeTlsRules: Rules = {
  ca_file: refused(authorities),
  crt_file: refused('the store is logged in to with keys, not certificates; leave it out'),
  key_file: refused('the store is logged in to with keys, not certificates; leave it out'),
  key_pass: refused('the store is logged in to with keys, not certificates; leave it out'),
  verify_certificate: only([true], `certificates are always verified: ${authorities}`),
  verify_hostname: only([true], `host names are always verified: ${authorities}`),
  server_name: refused('the name in endpoint is used; leave it out'),
  alpn_protocols: moot(alpn),
};

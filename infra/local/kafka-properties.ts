import type { KafkaAddresses } from './addresses.ts';
import type { Certificates } from './certificates.ts';
import type { EnginePorts } from './ports.ts';

/** A user who exists on every SASL listener. No secret: it opens a broker on the loopback interface. */
export const testUser: KafkaAddresses['sasl'] = {
  username: 'sluice',
  password: 'sluice-local-password',
};

export interface KafkaLayout {
  readonly dataFolder: string;
  readonly ports: EnginePorts;
  readonly certificates: Certificates | null;
  /** Adds a listener whose clients are sent to this port: where a proxy stands. */
  readonly proxyPort?: number | undefined;
}

interface Listener {
  readonly name: string;
  readonly port: number;
  readonly advertisedPort: number;
  readonly protocol: 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL';
}

function listenersOf({ ports, certificates, proxyPort }: KafkaLayout): Listener[] {
  const listener = (
    name: string,
    port: number,
    protocol: Listener['protocol'],
    advertisedPort = port,
  ): Listener => ({ name, port, protocol, advertisedPort });
  return [
    listener('PLAINTEXT', ports.plaintext, 'PLAINTEXT'),
    listener('SASLPLAINTEXT', ports.saslPlaintext, 'SASL_PLAINTEXT'),
    ...(certificates === null
      ? []
      : [
          listener('SSL', ports.ssl, 'SSL'),
          listener('MTLS', ports.mtls, 'SSL'),
          listener('SASLSSL', ports.saslSsl, 'SASL_SSL'),
        ]),
    ...(proxyPort === undefined
      ? []
      : [listener('PROXIED', ports.proxied, 'PLAINTEXT', proxyPort)]),
  ];
}

function at(port: number): string {
  return `127.0.0.1:${port}`;
}

/** Where clients find a broker of this layout. */
export function kafkaAddresses(layout: KafkaLayout): KafkaAddresses {
  const { ports, certificates, proxyPort } = layout;
  const withTls = (port: number): string | null => (certificates === null ? null : at(port));
  return {
    bootstrapServers: at(ports.plaintext),
    listeners: {
      plaintext: at(ports.plaintext),
      saslPlaintext: at(ports.saslPlaintext),
      ssl: withTls(ports.ssl),
      mtls: withTls(ports.mtls),
      saslSsl: withTls(ports.saslSsl),
      proxied: proxyPort === undefined ? null : at(ports.proxied),
    },
    sasl: testUser,
    tls: certificates?.client ?? null,
  };
}

/** The ports that a broker of this layout listens on. */
export function kafkaPorts(layout: KafkaLayout): number[] {
  return [layout.ports.controller, ...listenersOf(layout).map((listener) => listener.port)];
}

/**
 * server.properties of a one-node KRaft cluster made for tests: small internal topics, fast groups, fast cleaning,
 * nothing deleted for its age (test records carry old timestamps), topics only when somebody creates them, and an
 * authorizer that lets everybody in until a test adds a rule that denies.
 */
export function kafkaProperties(layout: KafkaLayout): string {
  const listeners = listenersOf(layout);
  const names = listeners.map((listener) => listener.name.toLowerCase());
  const sasl = names.filter((name) => name.startsWith('sasl'));
  const properties: Record<string, string | number> = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${layout.ports.controller}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    listeners: [
      ...listeners.map((each) => `${each.name}://${at(each.port)}`),
      `CONTROLLER://${at(layout.ports.controller)}`,
    ].join(),
    'advertised.listeners': listeners
      .map((each) => `${each.name}://${at(each.advertisedPort)}`)
      .join(),
    'listener.security.protocol.map': [
      ...listeners.map((each) => `${each.name}:${each.protocol}`),
      'CONTROLLER:PLAINTEXT',
    ].join(),
    'log.dirs': layout.dataFolder,
    ...fixed,
    ...Object.fromEntries(sasl.flatMap(saslProperties)),
    ...(layout.certificates === null ? {} : tlsProperties(layout.certificates)),
  };
  return Object.entries(properties)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}

const fixed: Readonly<Record<string, string | number>> = {
  'broker.rack': 'rack-a',
  'replica.selector.class': 'org.apache.kafka.common.replica.RackAwareReplicaSelector',
  'auto.create.topics.enable': 'false',
  'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
  'allow.everyone.if.no.acl.found': 'true',
  'super.users': 'User:ANONYMOUS',
  // Until it has passed, a broker that was killed is not let in again; the default of 9 s makes fault tests wait.
  'broker.session.timeout.ms': 3000,
  'broker.heartbeat.interval.ms': 500,
  'num.network.threads': 2,
  'num.io.threads': 4,
  'offsets.topic.num.partitions': 4,
  'offsets.topic.replication.factor': 1,
  'transaction.state.log.num.partitions': 4,
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.min.isr': 1,
  'transaction.abort.timed.out.transaction.cleanup.interval.ms': 1000,
  'share.coordinator.state.topic.num.partitions': 1,
  'share.coordinator.state.topic.replication.factor': 1,
  'share.coordinator.state.topic.min.isr': 1,
  'group.initial.rebalance.delay.ms': 0,
  'group.min.session.timeout.ms': 1000,
  'message.max.bytes': 33_554_432,
  'log.retention.ms': -1,
  'log.retention.check.interval.ms': 5000,
  'log.initial.task.delay.ms': 500,
  'log.segment.delete.delay.ms': 1000,
  'log.index.size.max.bytes': 1_048_576,
  'log.message.timestamp.after.max.ms': '9223372036854775807',
  'log.cleaner.backoff.ms': 200,
  // The default takes half of the heap that this broker has.
  'log.cleaner.dedupe.buffer.size': 8_388_608,
};

function saslProperties(listener: string): [string, string][] {
  const prefix = `listener.name.${listener}`;
  const { username, password } = testUser;
  const modules: Readonly<Record<string, string>> = {
    plain: `org.apache.kafka.common.security.plain.PlainLoginModule required user_${username}="${password}";`,
    'scram-sha-256': 'org.apache.kafka.common.security.scram.ScramLoginModule required;',
    'scram-sha-512': 'org.apache.kafka.common.security.scram.ScramLoginModule required;',
    oauthbearer:
      'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker";',
  };
  return [
    [`${prefix}.sasl.enabled.mechanisms`, 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER'],
    ...Object.entries(modules).map(([mechanism, module]): [string, string] => [
      `${prefix}.${mechanism}.sasl.jaas.config`,
      module,
    ]),
  ];
}

function tlsProperties(certificates: Certificates): Record<string, string> {
  return {
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': certificates.serverPem,
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': certificates.client.ca,
    'listener.name.mtls.ssl.client.auth': 'required',
  };
}

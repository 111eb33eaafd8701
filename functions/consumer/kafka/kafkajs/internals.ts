/**
 * The one place that reaches into kafkajs: its connection (framing, request queue, SASL) and its request encoders,
 * versions fixed; Metadata with topic ids is our own. kafkajs 2.2.4 is its last release; a test holds its version and the checksums of these modules.
 */
import type { Socket } from 'node:net';
import Connection, { type ProtocolCall } from 'kafkajs/src/network/connection.js';
import Encoder from 'kafkajs/src/protocol/encoder.js';
import protocol from 'kafkajs/src/protocol/requests/index.js';

import { type ApiName, apis } from '../brokers/requests.ts';
import {
  type ClusterMetadata,
  decodeMetadataAnswer,
  encodeMetadataRequest,
} from '../topics/metadata-message.ts';

export type { ProtocolCall };
export type KafkajsConnection = Connection;

/** The modules whose checksums the test holds, relative to the package; directories stand for all files in them. */
export const importedModules: readonly string[] = [
  'src/broker/saslAuthenticator',
  'src/network',
  'src/protocol/decoder.js',
  'src/protocol/encoder.js',
  'src/protocol/request.js',
  'src/protocol/requests',
  'src/protocol/sasl',
  'src/utils/long.js',
  'src/utils/sharedPromiseTo.js',
];

/** What kafkajs calls it. */
function nameOf(api: Exclude<ApiName, 'MetadataWithIds'>): keyof typeof protocol.requests {
  if (api === 'DescribeGroup') return 'DescribeGroups';
  return api === 'FindCoordinator' ? 'GroupCoordinator' : api;
}

/** Encodes one request; its answer is decoded by kafkajs, but not judged: error codes are read by the caller. */
export function createCall(
  api: Exclude<ApiName, 'MetadataWithIds'>,
  options: object,
): ProtocolCall {
  const { version } = apis[api];
  const call = protocol.requests[nameOf(api)].protocol({ version })(options);
  return {
    request: call.request,
    response: {
      decode: call.response.decode,
      parse: async (decoded) => decoded,
    },
    logResponseError: false,
  };
}

/** A Fetch whose answer stays as it came: kafkajs' own decoding makes an object of every record. */
export function createRawFetch(options: object): ProtocolCall {
  const { version } = apis.Fetch;
  const call = protocol.requests.Fetch.protocol({ version })(options);
  return {
    request: call.request,
    response: {
      // the queue reads the throttle time from what `decode` gives back
      decode: async (payload) => ({ payload, clientSideThrottleTime: payload.readInt32BE(0) }),
      parse: async (decoded) => (decoded as { payload: Buffer }).payload,
    },
    logResponseError: false,
  };
}

/**
 * Metadata in a version that kafkajs does not have; its answer comes as `ClusterMetadata`. kafkajs writes and reads headers
 * up to the correlation and client ids; the tags that flexible versions have after them belong to the bytes here.
 */
export function createTopicIdMetadata(topics: readonly string[]): ProtocolCall {
  return {
    request: {
      apiKey: apis.MetadataWithIds.key,
      apiVersion: apis.MetadataWithIds.version,
      apiName: 'Metadata',
      encode: async () => new Encoder().writeBuffer(encodeMetadataRequest(topics)),
    },
    response: {
      decode: async (payload) => {
        const { throttleMs, ...metadata } = decodeMetadataAnswer(payload);
        return { metadata, clientSideThrottleTime: throttleMs };
      },
      parse: async (decoded) => (decoded as { metadata: ClusterMetadata }).metadata,
    },
    logResponseError: false,
  };
}

export interface ConnectionOptions {
  readonly host: string;
  readonly port: number;
  readonly clientId: string;
  readonly connectTimeoutMs: number;
  /** kafkajs' own form: mechanism with username and password, or `oauthBearerProvider`. */
  readonly sasl: object | null;
  readonly createSocket: (onConnect: () => void) => Socket;
  /** kafkajs' log lines: for debugging only, what matters comes as an error. */
  readonly debug: (line: string) => void;
}

/** One connection of kafkajs, unopened. Request timeouts are the caller's: kafkajs would poll for them. */
export function createKafkajsConnection(options: ConnectionOptions): KafkajsConnection {
  const connection = new Connection({
    host: options.host,
    port: options.port,
    clientId: options.clientId,
    logger: createLogger(options.debug),
    socketFactory: ({ onConnect }) => options.createSocket(onConnect),
    connectionTimeout: options.connectTimeoutMs,
    requestTimeout: 0,
    enforceRequestTimeout: false,
    reauthenticationThreshold: 10_000,
    sasl: options.sasl,
    ssl: null,
  });
  silenceQueueTimer(connection);
  takeAnswersWhole(connection);
  return connection;
}

/** kafkajs keeps an empty rest of what came before, and would copy every answer to put it behind that. */
function takeAnswersWhole(connection: KafkajsConnection): void {
  const processData = connection.processData.bind(connection);
  connection.processData = (data) => {
    if (connection.bytesBuffered === 0) connection.chunks = [];
    processData(data);
  };
}

/**
 * kafkajs arms a timer after every answer, with `-1 - Date.now()` as its delay: Node 24 warns of it
 * (TimeoutNegativeWarning), and a timer for nothing fires after each request. The timer is needed only while requests
 * wait for a throttle to end.
 */
function silenceQueueTimer(connection: KafkajsConnection): void {
  const queue = connection.requestQueue;
  queue.scheduleCheckPendingRequests = () => {
    if (queue.pending.length === 0 || queue.throttleCheckTimeoutId !== null) return;
    const delayMs = Math.max(queue.throttledUntil - Date.now(), 10);
    queue.throttleCheckTimeoutId = setTimeout(() => {
      queue.throttleCheckTimeoutId = null;
      queue.checkPendingRequests();
    }, delayMs);
  };
}

interface KafkajsLogger {
  readonly namespace: () => KafkajsLogger;
  readonly debug: (message: string) => void;
  readonly info: (message: string) => void;
  readonly warn: (message: string) => void;
  readonly error: (message: string) => void;
}

function createLogger(debug: (line: string) => void): KafkajsLogger {
  const line = (message: string): void => debug(`kafkajs: ${message}`);
  const logger: KafkajsLogger = {
    namespace: () => logger,
    debug: line,
    info: line,
    warn: line,
    error: line,
  };
  return logger;
}

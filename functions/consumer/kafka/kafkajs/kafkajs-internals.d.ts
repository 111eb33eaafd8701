/**
 * Types of the few modules from inside kafkajs that internals.ts imports: kafkajs publishes none for them. They say
 * what is used, as read in the source of 2.2.4, and no more.
 */

declare module 'kafkajs/src/network/connection.js' {
  import type { Socket } from 'node:net';

  /** What `send` takes: a request that encodes itself, and how to read its answer. */
  export interface ProtocolCall {
    readonly request: unknown;
    readonly response: {
      /** The payload begins after the correlation id. */
      readonly decode: (payload: Buffer) => Promise<unknown>;
      readonly parse: (decoded: unknown) => Promise<unknown>;
    };
    readonly logResponseError?: boolean;
  }

  export interface ConnectionSettings {
    readonly host: string;
    readonly port: number;
    readonly logger: unknown;
    readonly socketFactory: (target: {
      readonly host: string;
      readonly port: number;
      readonly onConnect: () => void;
    }) => Socket;
    readonly requestTimeout: number;
    readonly connectionTimeout: number;
    readonly enforceRequestTimeout: boolean;
    readonly reauthenticationThreshold: number;
    readonly clientId: string;
    readonly sasl: object | null;
    readonly ssl: object | null;
  }

  export default class Connection {
    constructor(settings: ConnectionSettings);
    reauthenticationThreshold: number;
    /** Milliseconds until the broker closes the session, 0 for never; a wrapper around a bigint. */
    readonly sessionLifetime: { readonly value: bigint };
    readonly requestQueue: {
      readonly pending: readonly unknown[];
      readonly throttledUntil: number;
      throttleCheckTimeoutId: NodeJS.Timeout | null;
      checkPendingRequests: () => void;
      scheduleCheckPendingRequests: () => void;
    };
    /** What has come and is not a whole answer yet. */
    chunks: Buffer[];
    bytesBuffered: number;
    processData(data: Buffer): void;
    connect(): Promise<true>;
    disconnect(): Promise<true>;
    isConnected(): boolean;
    authenticate(): Promise<void>;
    setVersions(versions: Readonly<Record<number, object>>): void;
    setSupportAuthenticationProtocol(isSupported: boolean): void;
    rejectRequests(error: Error): void;
    send(call: ProtocolCall): Promise<unknown>;
  }
}

declare module 'kafkajs/src/protocol/encoder.js' {
  export default class Encoder {
    writeBuffer(bytes: Buffer): this;
  }
}

declare module 'kafkajs/src/protocol/requests/index.js' {
  import type { ProtocolCall } from 'kafkajs/src/network/connection.js';

  interface RequestDefinition {
    readonly versions: readonly string[];
    readonly protocol: (choice: { readonly version: number }) => (options: object) => ProtocolCall;
  }
  const protocol: {
    readonly requests: Readonly<
      Record<
        | 'ApiVersions'
        | 'DescribeGroups'
        | 'Fetch'
        | 'GroupCoordinator'
        | 'Heartbeat'
        | 'JoinGroup'
        | 'LeaveGroup'
        | 'ListOffsets'
        | 'Metadata'
        | 'OffsetCommit'
        | 'OffsetFetch'
        | 'SyncGroup',
        RequestDefinition
      >
    >;
  };
  export default protocol;
}

import { Logger } from '@aws-lambda-powertools/logger';
import { SluiceError } from '../errors.ts';

/** What a log line says beside its message; values are shown as they are, bigints as numbers in text. */
export type LogKeys = Readonly<Record<string, string | number | boolean | bigint | null | object>>;

/** The four levels, each one line of JSON. */
export interface Log {
  readonly debug: (message: string, keys?: LogKeys) => void;
  readonly info: (message: string, keys?: LogKeys) => void;
  readonly warn: (message: string, keys?: LogKeys) => void;
  readonly error: (message: string, keys?: LogKeys) => void;
}

export interface LogOptions {
  /** The pipeline's name; becomes `service`. */
  readonly service: string;
  readonly level: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  /** On every line: version, pod, … */
  readonly keys?: LogKeys;
  /** Called before a line is written, for whoever draws on the same terminal. */
  readonly beforeLine?: () => void;
}

/**
 * Structured lines by Powertools, in the same form from the container and the Lambda function: DEBUG and INFO on
 * stdout, WARN and ERROR on stderr, written before the call returns, so that the last words of a process are not lost.
 */
export function createLog({ service, level, keys, beforeLine }: LogOptions): Log {
  const logger = new Logger({
    serviceName: service,
    logLevel: level,
    ...(keys === undefined ? {} : { persistentKeys: { ...keys } }),
  });
  // Powertools lets AWS_LAMBDA_LOG_LEVEL have its way, so its answer counts, not the option
  const threshold = weightOf(logger.getLevelName());
  const line =
    (name: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, extra: LogKeys = {}): void => {
      if (weights[name] < threshold) return;
      beforeLine?.();
      logger[name](message, { ...extra });
    };
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
}

/** The same log with more keys on every line: cheaper than one of its own, which has a console of its own. */
export function withKeys(log: Log, keys: LogKeys): Log {
  const line =
    (name: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, extra: LogKeys = {}): void =>
      log[name](message, { ...keys, ...extra });
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
}

const weights = { debug: 1, info: 2, warn: 3, error: 4 } as const;

/** Levels beyond ours: TRACE lets all through, CRITICAL and SILENT none. */
function weightOf(level: string): number {
  const known: Readonly<Record<string, number>> = {
    TRACE: 0,
    DEBUG: 1,
    INFO: 2,
    WARN: 3,
    ERROR: 4,
  };
  return known[level] ?? 5;
}

/**
 * An error as a log line shows it: code, remedy and the chain of its causes by name and message. Never the objects
 * themselves: errors of clients carry requests, and requests carry headers and bodies. The stack is for defects alone.
 */
export function errorKeys(error: SluiceError): LogKeys {
  const causes: string[] = [];
  for (let cause = error.cause; cause instanceof Error && causes.length < 8; cause = cause.cause) {
    causes.push(
      `${cause instanceof SluiceError ? cause.code : cause.name}: ${oneLine(cause.message)}`,
    );
  }
  return {
    error: {
      code: error.code,
      message: error.message,
      remedy: error.remedy,
      retryable: error.retryable,
      ...(causes.length === 0 ? {} : { causes }),
      ...(error.code === 'INTERNAL' ? { stack: deepestStack(error) } : {}),
    },
  };
}

function deepestStack(error: Error): string {
  let deepest = error;
  for (let depth = 0; deepest.cause instanceof Error && depth < 8; depth++) deepest = deepest.cause;
  return deepest.stack ?? '';
}

function oneLine(message: string): string {
  const line = message.replaceAll(/\s+/g, ' ');
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}

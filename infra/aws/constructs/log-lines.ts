/**
 * What CloudWatch counts of the lines that the program writes itself (shared/telemetry): the last one of a process that
 * ends by an error would come too late for the metrics of its task. A test holds these patterns against real lines.
 */
export const countedLines = {
  /** Every start of a process: many of them are a process that cannot stay up. */
  ProcessStarts: '{ $.event = "started" }',
  /** An error that ended a process; `$.error.code` says which. */
  FatalErrors: '{ $.event = "fatal" }',
} as const;

/** Requests to S3 that the function repeats; `$.times` of them are in a line. */
export const retryLines: { readonly pattern: string; readonly value: string } = {
  pattern: '{ $.event = "store_retry" }',
  value: '$.times',
};

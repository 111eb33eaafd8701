import type { LogKeys } from '../../shared/telemetry/logger.ts';

/** What is used of Lambda's context. */
export interface InvocationContext {
  readonly awsRequestId: string;
  readonly functionName: string;
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  readonly getRemainingTimeInMillis: () => number;
}

/**
 * The keys that Powertools puts on each line of an invocation, under its names. Its own way keeps them in the logger,
 * which is one for all invocations that run at once.
 */
export function contextKeys(context: InvocationContext, coldStart: boolean): LogKeys {
  return {
    cold_start: coldStart,
    function_name: context.functionName,
    function_arn: context.invokedFunctionArn,
    function_memory_size: context.memoryLimitInMB,
    function_request_id: context.awsRequestId,
  };
}

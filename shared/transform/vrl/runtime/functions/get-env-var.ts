import type { CallContext } from '../call-context.ts';
import { Failure } from '../failure.ts';

export function getEnvVar({ variables }: CallContext, name: string): string | Failure {
  return variables[name] ?? new Failure('environment variable not found');
}

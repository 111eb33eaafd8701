import type { PipelineModel } from './model.ts';
import { isSecret, withoutUserInfo } from './secrets.ts';

/** What a pipeline comes to, with all defaults, as indented JSON for logs and people; secrets are `***`. */
export function describePipeline(model: PipelineModel): string {
  return JSON.stringify(printable(model, ''), null, 2);
}

function printable(value: unknown, path: string): unknown {
  if (value === null || value === undefined) return null;
  if (isSecret(path)) return '***';
  if (typeof value === 'string') return withoutUserInfo(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'function') return `function ${value.name || '(without a name)'}`;
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((part: unknown) => printable(part, path));
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return Object.fromEntries(
    entries.map(([name, part]: [string, unknown]) => [name, printable(part, `${path}.${name}`)]),
  );
}

import type { FunctionDefinition } from './definition.ts';
import { bytes, optional } from './describe.ts';

/** Functions that read times which may have no zone, and take none. */
const withoutArgument: readonly string[] = [
  'parse_apache_log',
  'parse_common_log',
  'parse_linux_authorization',
  'parse_nginx_log',
  'parse_syslog',
];

/** A function as it is where times without a zone are those of `zone` instead of UTC: others are as they were. */
export function zoned(definition: FunctionDefinition, zone: string): FunctionDefinition {
  const { name, parameters } = definition;
  if (name === 'parse_timestamp') {
    const ofZone = parameters.map((one) =>
      one.keyword === 'timezone' ? { ...one, default: zone } : one,
    );
    return { ...definition, parameters: ofZone };
  }
  if (!withoutArgument.includes(name)) return definition;
  const hidden = { ...optional('timezone', bytes, 'The time zone.', zone), isHidden: true };
  return { ...definition, parameters: [...parameters, hidden] };
}

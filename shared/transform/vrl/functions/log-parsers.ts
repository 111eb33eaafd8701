import { type Kind, nothing, objectOf } from '../check/kind.ts';
import {
  bytes,
  choice,
  type Described,
  either,
  float,
  integer,
  optional,
  required,
  timestamp,
} from './describe.ts';

const value = required('value', bytes, 'The line.');
const format = optional(
  'timestamp_format',
  bytes,
  'The strftime text of its time.',
  '%d/%b/%Y:%T %z',
);

/** Fields that may be missing. */
function fields(texts: string, integers: string, times = 'timestamp', floats = ''): Kind {
  const known: Record<string, Kind> = {};
  for (const [names, kind] of [
    [texts, bytes],
    [integers, integer],
    [times, timestamp],
    [floats, float],
  ] as const) {
    for (const name of names.split(' ').filter((one) => one !== '')) {
      known[name] = either(kind, nothing);
    }
  }
  return objectOf(known);
}

const common = 'host identity user message method path protocol';
const glog = objectOf({
  level: bytes,
  timestamp,
  id: integer,
  file: bytes,
  line: integer,
  message: bytes,
});

function log(
  name: string,
  summary: string,
  parameters: Described['parameters'],
  returns: Described['returns'],
  more: Partial<Described> = {},
): Described {
  return { name, summary, parameters, returns, fallible: true, ...more };
}

function byFormat(kinds: Readonly<Record<string, Kind>>): Described['returns'] {
  return ({ constants }) => {
    const name = constants.get('format');
    return (typeof name === 'string' ? kinds[name] : undefined) ?? objectOf({});
  };
}

/** Parsers of the logs of servers. */
export const logParsers: readonly Described[] = [
  log(
    'parse_common_log',
    'The fields of a line in the Common Log Format.',
    [value, format],
    fields(common, 'status size'),
  ),
  log(
    'parse_apache_log',
    'The fields of a line of Apache.',
    [
      value,
      {
        ...choice('format', 'Which log it is of.', ['common', 'combined', 'error']),
        required: true,
      },
      format,
    ],
    byFormat({
      common: fields(common, 'status size'),
      combined: fields(`${common} referrer agent`, 'status size'),
      error: fields('module severity thread client message message1 message2', 'pid port'),
    }),
  ),
  log(
    'parse_nginx_log',
    'The fields of a line of nginx.',
    [
      value,
      {
        ...choice('format', 'Which log it is of.', [
          'combined',
          'error',
          'ingress_upstreaminfo',
          'main',
        ]),
        required: true,
      },
      { ...format },
    ],
    byFormat({
      combined: fields(
        'client user request method path protocol referer agent compression',
        'status size',
      ),
      main: fields(
        'remote_addr remote_user request http_referer http_user_agent http_x_forwarded_for',
        'status body_bytes_size',
      ),
      ingress_upstreaminfo: fields(
        'remote_addr remote_user request http_referer http_user_agent proxy_upstream_name proxy_alternative_upstream_name upstream_addr req_id',
        'status body_bytes_size request_length upstream_response_length upstream_status',
        'timestamp',
        'request_time upstream_response_time',
      ),
      error: fields(
        'severity message zone client server request upstream host referer port',
        'pid tid cid',
        'timestamp',
        'excess',
      ),
    }),
  ),
  log('parse_glog', 'The fields of a line of glog.', [value], glog),
  log(
    'parse_klog',
    'The fields of a line of klog. The year, which it does not say, is that of the epoch.',
    [value],
    glog,
    { support: 'epoch' },
  ),
];

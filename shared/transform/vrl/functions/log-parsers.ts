import { arrayOf, type Kind, nothing, objectOf } from '../check/kind.ts';
import {
  boolean,
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

function namedKinds(kind: Kind, names: string): Record<string, Kind> {
  return Object.fromEntries(names.split(' ').map((name) => [name, kind]));
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

const flowTexts =
  'account_id action asg_tag asg_tag_2 az_id dstaddr ecs_cluster_arn ecs_cluster_name ecs_container_id ecs_container_instance_arn ecs_container_instance_id ecs_second_container_id ecs_service_name ecs_task_arn ecs_task_definition_arn ecs_task_id flow_direction instance_id instance_tag instance_tag_2 interface_id interface_tag interface_tag_2 interface_type log_status next_hop_az_id next_hop_interface_id next_hop_interface_type next_hop_subnet_id next_hop_vpc_id pkt_dstaddr pkt_dst_aws_service pkt_srcaddr pkt_src_aws_service region reject_reason resource_id srcaddr sublocation_id sublocation_type subnet_id type vpc_id';
const flowIntegers =
  'bytes dstport encryption_status end packets protocol srcport start tcp_flags traffic_path version';

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
      optional(
        'timestamp_format',
        bytes,
        'A strftime text; what nginx writes where it is left out: `%Y/%m/%d %T` in its error log, `%d/%b/%Y:%T %z` in others.',
      ),
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
  log(
    'parse_aws_vpc_flow_log',
    'The fields of a line of a VPC flow log.',
    [value, optional('format', bytes, 'The names of its fields, with blanks between.')],
    fields(flowTexts, flowIntegers, ''),
  ),
  log(
    'parse_aws_alb_log',
    'The fields of an access log of an Application Load Balancer.',
    [
      value,
      optional('strict_mode', boolean, 'Whether a field that is not known is a failure.', true),
    ],
    objectOf({
      ...namedKinds(
        bytes,
        'client_host elb elb_status_code request_creation_time request_method request_protocol request_url target_group_arn timestamp trace_id type user_agent',
      ),
      ...namedKinds(
        either(bytes, nothing),
        'actions_executed chosen_cert_arn classification classification_reason domain_name error_reason matched_rule_priority redirect_url ssl_cipher ssl_protocol target_host target_port_list target_status_code target_status_code_list traceability_id',
      ),
      ...namedKinds(
        float,
        'request_processing_time response_processing_time target_processing_time',
      ),
      ...namedKinds(integer, 'received_bytes sent_bytes'),
    }),
  ),
  log(
    'parse_aws_cloudwatch_log_subscription_message',
    'The message by which CloudWatch Logs hands events to a subscription.',
    [required('value', bytes, 'The message, as JSON.')],
    objectOf({
      ...namedKinds(bytes, 'log_group log_stream message_type owner'),
      subscription_filters: arrayOf(bytes),
      log_events: arrayOf(objectOf({ id: bytes, timestamp, message: bytes })),
    }),
  ),
  log(
    'parse_cef',
    'The fields of a message in the Common Event Format.',
    [
      value,
      optional(
        'translate_custom_fields',
        boolean,
        'Whether custom fields go by their labels.',
        false,
      ),
      optional('strict', boolean, 'Whether the whole message has to be understood.', true),
    ],
    objectOf(
      {
        cefVersion: bytes,
        deviceVendor: bytes,
        deviceProduct: bytes,
        deviceVersion: bytes,
        deviceEventClassId: bytes,
        name: bytes,
        severity: bytes,
      },
      bytes,
    ),
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

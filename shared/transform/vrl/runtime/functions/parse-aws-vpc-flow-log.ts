import { Failure } from '../failure.ts';
import { readInteger } from '../read-integer.ts';
import { type Bytes, textOf } from '../text.ts';
import type { VrlObject } from '../value.ts';

const usual =
  'version account_id interface_id srcaddr dstaddr srcport dstport protocol packets bytes start end action log_status';
const integers = new Set(
  'bytes dstport encryption_status end packets protocol srcport start tcp_flags traffic_path version'.split(
    ' ',
  ),
);
const texts = new Set(
  (
    'account_id action asg_tag asg_tag_2 az_id dstaddr ecs_cluster_arn ecs_cluster_name ecs_container_id ' +
    'ecs_container_instance_arn ecs_container_instance_id ecs_second_container_id ecs_service_name ecs_task_arn ' +
    'ecs_task_definition_arn ecs_task_id flow_direction instance_id instance_tag instance_tag_2 interface_id ' +
    'interface_tag interface_tag_2 interface_type log_status next_hop_az_id next_hop_interface_id ' +
    'next_hop_interface_type next_hop_subnet_id next_hop_vpc_id pkt_dstaddr pkt_dst_aws_service pkt_srcaddr ' +
    'pkt_src_aws_service region reject_reason resource_id srcaddr sublocation_id sublocation_type subnet_id type vpc_id'
  ).split(' '),
);

export function parseAwsVpcFlowLog(value: Bytes, format: Bytes | undefined): VrlObject | Failure {
  const items = textOf(value).split(' ');
  const keys = (format === undefined ? usual : textOf(format)).split(' ');
  const fields: VrlObject = {};
  for (let index = 0; index < Math.max(items.length, keys.length); index++) {
    const key = keys[index];
    const item = items[index];
    if (key === undefined) return new Failure(`no key for value: \`${item ?? ''}\``);
    if (item === undefined) return new Failure(`no item for key: \`${key}\``);
    const isInteger = integers.has(key);
    if (!isInteger && !texts.has(key)) return new Failure(`unknown key: \`${key}\``);
    const number = isInteger && item !== '-' ? readInteger(item, 10) : item;
    if (isInteger && item !== '-' && typeof number === 'string') {
      return new Failure(`failed to parse value as i64 (key: \`${key}\`): \`${item}\``);
    }
    if (Object.hasOwn(fields, key)) return new Failure(`value already exists for key: \`${key}\``);
    fields[key] = item === '-' ? null : number;
  }
  return fields;
}

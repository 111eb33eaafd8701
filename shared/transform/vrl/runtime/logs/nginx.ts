import { Regex } from '../regex.ts';

const word = (name: string): string => `(?:-|(?P<${name}>\\S+))`;
const quoted = (name: string, count = '+'): string => `"(?:-|(?P<${name}>[^"]${count}))"`;
const number = (name: string): string => `(?P<${name}>\\d+)`;
const addresses = `^\\s*${word('remote_addr')}\\s+-\\s+${word('remote_user')}\\s+\\[(?P<timestamp>[^\\]]+)\\]\\s+`;
const answer = `"(?P<request>[^"]*)"\\s+${number('status')}\\s+${number('body_bytes_size')}\\s+${quoted('http_referer', '*')}\\s+${quoted('http_user_agent')}\\s+`;
const detail = (label: string, body: string): string => `(?:,\\s+${label}:\\s+${body})?`;

/** The formats of nginx's logs, by name. */
export const nginxLogs: Readonly<Record<string, Regex>> = {
  combined: new Regex(
    `^\\s*${word('client')}\\s+-\\s+${word('user')}\\s+\\[(?P<timestamp>.+)\\]\\s+` +
      `"(?P<request>[^"]*)"\\s+${number('status')}\\s+${number('size')}\\s+` +
      `"(?P<referer>[^"]*)"\\s+"(?P<agent>[^"]*)"(?:\\s+${quoted('compression')})?\\s*$`,
  ),
  main: new Regex(`${addresses}${answer}${quoted('http_x_forwarded_for')}\\s*$`),
  ingress_upstreaminfo: new Regex(
    `${addresses}${answer}${number('request_length')}\\s+(?P<request_time>\\d+\\.\\d+)\\s+` +
      '\\[(?P<proxy_upstream_name>[^\\]]+)\\]\\s+' +
      '\\[(?P<proxy_alternative_upstream_name>[^\\]]+)?\\]\\s+(?P<upstream_addr>\\S+)\\s+' +
      `(?:-|${number('upstream_response_length')})\\s+` +
      '(?:-|(?P<upstream_response_time>\\d+\\.\\d+))\\s+' +
      `(?:-|${number('upstream_status')})\\s+(?P<req_id>\\S+)\\s*$`,
  ),
  error: new Regex(
    `^\\s*(?P<timestamp>.+)\\s+\\[(?P<severity>\\w+)\\]\\s+${number('pid')}#${number('tid')}:` +
      `(?:\\s+\\*${number('cid')})?\\s+(?P<message>.+?)` +
      '(?:,\\s+excess:\\s+(?P<excess>[^\\s,]+),?\\sby\\szone\\s"(?P<zone>[^,]+)")?' +
      detail('client', '(?P<client>[^,]+)') +
      detail('server', '(?P<server>[^,]*)') +
      detail('request', '"(?P<request>[^"]*)"') +
      detail('upstream', '"(?P<upstream>[^"]*)"') +
      detail('host', '"(?P<host>[^"]*)"') +
      detail('refer?rer', '"(?P<referer>[^"]*)"') +
      '\\s*$',
  ),
};

import { commonPatterns } from './common-patterns.ts';

/** The patterns of `parse_grok`. */
export const grokPatterns: Readonly<Record<string, string>> = {
  ...commonPatterns,
  BACULA_LOG_FATAL_CONN:
    'Fatal error: bsock.c:133 Unable to connect to (Client: %{BACULA_HOST:client}|Storage daemon) on %{HOSTNAME}:%{POSINT}. ERR=(%{GREEDYDATA})',
  BACULA_LOG_NO_CONNECT:
    'Warning: bsock.c:127 Could not connect to (Client: %{BACULA_HOST:client}|Storage daemon) on %{HOSTNAME}:%{POSINT}. ERR=(%{GREEDYDATA})',
  EMAILLOCALPART:
    "[a-zA-Z0-9!#$%&'*+\\-/=?^_`{|}~]{1,64}(?:\\.[a-zA-Z0-9!#$%&'*+\\-/=?^_`{|}~]{1,62}){0,63}",
  IPTABLES:
    'IN=(?:%{NOTSPACE:[observer][ingress][interface][name]})?\\s+OUT=(?:%{NOTSPACE:[observer][egress][interface][name]})?\\s+(?:MAC=(?:%{COMMONMAC:[destination][mac]})?(?::%{COMMONMAC:[source][mac]})?(?::[A-Fa-f0-9]{2}:[A-Fa-f0-9]{2})?\\s+)?(:?%{IPTABLES4_PART}|%{IPTABLES6_PART}).*?PROTO=(?:%{WORD:[network][transport]})?\\s+SPT=(?:%{INT:[source][port]:int})?\\s+DPT=(?:%{INT:[destination][port]:int})?\\s+(?:%{IPTABLES_TCP_PART})?',
  IPTABLES4_FRAG: '(?:(?<= )(?:CE|DF|MF))*',
  IPTABLES4_PART:
    'SRC=%{IPV4:[source][ip]}\\s+DST=%{IPV4:[destination][ip]}\\s+LEN=(?:%{INT:[iptables][length]:int})?\\s+TOS=(?:0|0x%{BASE16NUM:[iptables][tos]})?\\s+PREC=(?:0x%{BASE16NUM:[iptables][precedence_bits]})?\\s+TTL=(?:%{INT:[iptables][ttl]:int})?\\s+ID=(?:%{INT:[iptables][id]})?\\s+(?:%{IPTABLES4_FRAG:[iptables][fragment_flags]})?(?:\\s+FRAG: %{INT:[iptables][fragment_offset]:int})?',
  IPTABLES6_PART:
    'SRC=%{IPV6:[source][ip]}\\s+DST=%{IPV6:[destination][ip]}\\s+LEN=(?:%{INT:[iptables][length]:int})?\\s+TC=(?:0|0x%{BASE16NUM:[iptables][tos]})?\\s+HOPLIMIT=(?:%{INT:[iptables][ttl]:int})?\\s+FLOWLBL=(?:%{INT:[iptables][flow_label]})?',
  IPTABLES_TCP_FLAGS: '(CWR |ECE |URG |ACK |PSH |RST |SYN |FIN )*',
  IPTABLES_TCP_PART:
    '(?:SEQ=%{INT:[iptables][tcp][seq]:int}\\s+)?(?:ACK=%{INT:[iptables][tcp][ack]:int}\\s+)?WINDOW=%{INT:[iptables][tcp][window]:int}\\s+RES=0x%{BASE16NUM:[iptables][tcp_reserved_bits]}\\s+%{IPTABLES_TCP_FLAGS:[iptables][tcp][flags]}',
  JAVACLASS: '(?:[a-zA-Z$_][a-zA-Z$_0-9]*\\.)*[a-zA-Z$_][a-zA-Z$_0-9]*',
  JAVAFILE: '(?:[A-Za-z0-9_. -]+)',
  REDISLOG: '\\[%{POSINT:pid}\\] %{REDISTIMESTAMP:timestamp} \\* ',
  SFW2: '((?:%{SYSLOGTIMESTAMP:timestamp})|(?:%{TIMESTAMP_ISO8601:timestamp}))\\s*%{HOSTNAME:[observer][hostname]}.*?%{SFW2_LOG_PREFIX:[suse][firewall][log_prefix]}\\s*%{IPTABLES}',
  SFW2_LOG_PREFIX: 'SFW2\\-INext\\-%{NOTSPACE:[suse][firewall][action]}',
  SHOREWALL:
    '(?:%{SYSLOGTIMESTAMP:timestamp}) (?:%{WORD:[observer][hostname]}) .*Shorewall:(?:%{WORD:[shorewall][firewall][type]})?:(?:%{WORD:[shorewall][firewall][action]})?.*%{IPTABLES}',
  UNIXPATH: '(/[[[:alnum:]]_%!$@:\\.,+~-]*)+',
};

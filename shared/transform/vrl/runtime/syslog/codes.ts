/** Names of syslog's severities and facilities, by number. */
export const severities: readonly string[] = 'emerg alert crit err warning notice info debug'.split(
  ' ',
);
export const facilities: readonly string[] = (
  'kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert clockd ' +
  'local0 local1 local2 local3 local4 local5 local6 local7'
).split(' ');

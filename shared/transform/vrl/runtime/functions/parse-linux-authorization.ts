export { parseSyslog as parseLinuxAuthorization } from './parse-syslog.ts';

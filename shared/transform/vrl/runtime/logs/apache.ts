import { Regex } from '../regex.ts';

/** A field, or a hyphen for none. */
const lazy = (name: string): string => `(?:-|(?P<${name}>.*?))\\s+`;
const digits = (name: string): string => `(?:-|(?P<${name}>\\d+))`;
const any = '(?s:.)*?';
const time = '(?:-|\\[(?:-|(?P<timestamp>[^\\[]*))\\])\\s+';
const request = `(?P<method>\\w+)\\s+(?P<path>${any})\\s+(?P<protocol>${any})\\s*|${any}`;
const head =
  `^\\s*${lazy('host')}${lazy('identity')}${lazy('user')}${time}` +
  `(?:-|"(?:-|\\s*(?P<message>${request})\\s*)")\\s+${digits('status')}\\s+${digits('size')}`;
const inQuotes = (name: string): string => `(?:-|"(?:-|\\s*(?P<${name}>${any})"))`;

export const apacheCommon: Regex = new Regex(`${head}\\s*$`);
export const apacheCombined: Regex = new Regex(
  `${head}\\s+${inQuotes('referrer')}\\s+${inQuotes('agent')}`,
);

/** The plain error log, and that of threaded servers. */
export const apacheErrors: readonly Regex[] = [
  new Regex(
    `^\\s*${time}(?:-|\\[(?:-|(?P<module>[^:]*):(?P<severity>[^\\[]*))\\])\\s+` +
      '(?:-|\\[\\s*pid\\s*(?:-|(?P<pid>[^:]*)(?::\\s*tid\\s*(?P<thread>[^\\[]*))?)\\])\\s' +
      '(?:-|\\[\\s*client\\s*(?:-|(?P<client>.*:?):(?P<port>[^\\[]*))\\])\\s' +
      '(?:-|(?P<message>.*))\\s*$',
  ),
  new Regex(
    '^\\s*\\[(?P<timestamp>[^\\]]+)\\]\\s+\\[(?:-|(?P<module>[^:]+)):(?P<severity>[^\\]]+)\\]\\s+' +
      '\\[pid\\s+(?P<pid>\\d+)(?::tid\\s+(?P<thread>\\d+))?\\]\\s+' +
      '(?P<message1>[^\\[]*?:\\s+(?:[^\\[]*?:\\s+)?)?' +
      '(?:\\[client\\s+(?P<client>.+?):(?P<port>\\d+)\\]\\s+)?' +
      '(?P<message2>.*)(?:, referer .*)?\\s*$',
  ),
];

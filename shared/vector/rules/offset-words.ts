/** Words of Vector's and librdkafka's for where to begin, by ours. */
export const offsetWords: Readonly<Record<string, string>> = {
  smallest: 'earliest',
  earliest: 'earliest',
  beginning: 'earliest',
  largest: 'latest',
  latest: 'latest',
  end: 'latest',
  error: 'stop',
};

/** How the values of a field become one, in Vector's words. */
export const mergeStrategies = [
  'discard',
  'retain',
  'sum',
  'max',
  'min',
  'array',
  'concat',
  'concat_newline',
  'concat_raw',
  'shortest_array',
  'longest_array',
  'flat_unique',
] as const;

export type MergeStrategy = (typeof mergeStrategies)[number];

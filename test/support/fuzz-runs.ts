/**
 * How often a property over hostile input is tried: this number in CI, and as many times that as the environment says where
 * somebody has an hour (`npm run fuzz`).
 */
export function fuzzRuns(usual: number): number {
  return usual * Number(process.env['SLUICE_FUZZ_FACTOR'] ?? 1);
}

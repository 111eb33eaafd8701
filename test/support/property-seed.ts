/**
 * Preloaded into every test process of `npm test`: all properties try the same values each time, so that a run passes or
 * fails by what the code is and not by the day. `node --test FILE` and `npm run fuzz` try others; what they find says its
 * seed and path, and becomes a test of its own.
 */
import { readFileSync } from 'node:fs';

const seed = 20_261_127;

if (process.execArgv.includes('--test-isolation=none') || isTestWithProperties()) {
  const { default: fc } = await import('fast-check');
  fc.configureGlobal({ seed });
}

/** Loading it takes a tenth of a second, which most files need not spend. */
function isTestWithProperties(): boolean {
  const file = process.argv[1];
  if (process.env['NODE_TEST_CONTEXT'] === undefined || file?.endsWith('.test.ts') !== true) {
    return false;
  }
  return readFileSync(file, 'utf8').includes("from 'fast-check'");
}

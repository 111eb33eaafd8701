// Writes lines through a file that cannot get longer (`ulimit -f`), and goes on when it is renamed away: one line of JSON
// with what came of it.
import { readFileSync, renameSync } from 'node:fs';
import { toSluiceError } from '../../shared/errors.ts';
import { OpenFiles } from '../../shared/sink/file/open-files.ts';

const [path = '', codec = 'none'] = process.argv.slice(2);
let nowMs = 1_700_000_000_000;
const files = new OpenFiles({
  compression: { codec: codec === 'gzip' ? 'gzip' : 'none', level: 1 },
  root: null,
  idleMs: 30_000,
  clock: () => nowMs,
  asideName: (name) => `${name}.torn`,
  onSetAside: () => undefined,
});
const failures: string[] = [];
let renamed = 0;
for (let at = 0; at < 300; at += 1) {
  // what compresses badly, so that members are long, too
  const noise = Array.from({ length: 40 }, () => Math.random().toString(36).slice(2)).join('');
  files.append(path, JSON.stringify({ at, noise }));
  try {
    await files.sync();
  } catch (thrown) {
    failures.push(toSluiceError(thrown).code);
    const full = readFileSync(path);
    if (codec === 'none' && full.at(-1) !== 0x0a) failures.push('half a line');
    // nothing heals by itself
    await files.sync().catch((again: unknown) => failures.push(toSluiceError(again).code));
    renamed += 1;
    renameSync(path, `${path}.${renamed}`);
    nowMs += 1000;
    await files.sync();
  }
}
process.stdout.write(JSON.stringify({ failures, renamed }));

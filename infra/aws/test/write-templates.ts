/** Writes the templates of all variants into a folder: `node write-templates.ts DIR`. */
import { writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { resolveSluice } from '../../../functions/cli/resolve-sluice.ts';

registerHooks({ resolve: resolveSluice });
const { synthesize, variants } = await import('./variants.ts');
const folder = process.argv[2] ?? '.';
for (const variant of Object.keys(variants)) {
  for (const [stack, template] of await synthesize(variant)) {
    writeFileSync(join(folder, `${variant}.${stack}.json`), JSON.stringify(template));
  }
}

/** Part of `npm run docs`: writes the sizing table of docs/operations.md from the figures of docs/performance.md. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withSection } from '../size/marked-section.ts';
import { sizingMarks, sizingTable } from './sizing-table.ts';

const docs = join(import.meta.dirname, '..', '..', 'docs');
const page = join(docs, 'operations.md');
const table = sizingTable(await readFile(join(docs, 'performance.md'), 'utf8'));
await writeFile(page, withSection(await readFile(page, 'utf8'), sizingMarks, table));

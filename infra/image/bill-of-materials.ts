import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SluiceError } from '../../shared/errors.ts';
import { runTool } from '../local/run-tool.ts';
import type { DebianPackage } from './debian-libraries.ts';

const root = join(import.meta.dirname, '..', '..');

export interface Component {
  readonly type: string;
  readonly group?: string;
  readonly name: string;
  readonly version?: string;
  readonly purl?: string;
  readonly 'bom-ref'?: string;
  readonly licenses?: readonly Licence[];
  readonly evidence?: { readonly licenses?: readonly Licence[] };
}

type Licence =
  | { readonly expression: string }
  | {
      readonly license: {
        readonly id?: string;
        readonly name?: string;
        readonly text?: { readonly content: string; readonly encoding?: string };
      };
    };

/** CycloneDX, as far as it is looked at here. */
export interface Bill {
  readonly components: readonly Component[];
  readonly [key: string]: unknown;
}

/** What is within a bundle after unused code is gone, by esbuild's own account, with the text of each licence. */
export async function bundleBill(metafile: unknown): Promise<Bill> {
  const cli = join(root, 'node_modules/@cyclonedx/cyclonedx-esbuild/bin/cyclonedx-esbuild-cli.js');
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bill-'));
  try {
    const out = join(folder, 'bom.json');
    const meta = join(folder, 'meta.json');
    await writeFile(meta, JSON.stringify(metafile));
    const options = ['--gather-license-texts', '--output-reproducible', '--validate'];
    const args = [cli, ...options, '--bwd', root, '--output-file', out, meta];
    const { exitCode, lastLines } = await runTool(process.execPath, args, { cwd: root });
    if (exitCode === 0) return JSON.parse(await readFile(out, 'utf8')) as Bill;
    throw new SluiceError('INTERNAL', `cyclonedx-esbuild: ${lastLines.slice(-3).join(' / ')}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One bill of a whole image: each module once, whichever bundle has it, and what lies below the bundles. */
export function imageBill(bundles: readonly Bill[], below: readonly Component[]): Bill {
  const [first = { components: [] }] = bundles;
  const all = [...bundles.flatMap(({ components }) => components), ...below];
  const byIdentity = new Map(all.map((each) => [identityOf(each), each]));
  const { dependencies: _dependencies, ...rest } = first;
  return {
    ...rest,
    components: [...byIdentity.keys()].toSorted().map((key) => byIdentity.get(key)!),
  };
}

function identityOf({ type, group = '', name, version = '' }: Component): string {
  return `${type} ${group}/${name}@${version}`;
}

export function debianComponent({ name, version }: DebianPackage, architecture: string): Component {
  const purl = `pkg:deb/debian/${name}@${encodeURIComponent(version)}?arch=${architecture}`;
  return { type: 'library', group: 'debian', name, version, purl, 'bom-ref': purl };
}

export function nodeComponent(version: string): Component {
  const purl = `pkg:generic/node@${version}`;
  const licenses = [{ license: { id: 'MIT' } }];
  return { type: 'platform', name: 'node', version, purl, 'bom-ref': purl, licenses };
}

/** Who is in the image under which licence, then the texts that came with them, each once. */
export function licenceList({ components }: Bill): string {
  const names = components.map(({ group, name, version = '', licenses = [] }) => {
    const scope = group === undefined || group === '' ? '' : `${group}/`;
    const ids = licenses.map((each) =>
      'expression' in each ? each.expression : (each.license.id ?? each.license.name ?? ''),
    );
    // Debian's packages carry theirs as a file, with one paragraph for each part
    const said = ids.length > 0 ? ids.join(', ') : `see usr/share/doc/${name}/copyright`;
    return `${scope}${name} ${version}: ${said}`;
  });
  const owners = new Map<string, string[]>();
  for (const component of components) {
    for (const text of textsOf(component)) {
      owners.set(text, [...(owners.get(text) ?? []), component.name]);
    }
  }
  const texts = [...owners].map(([text, who]) => `\n--- ${who.join(', ')}\n\n${text.trim()}\n`);
  return `What is in this image beside Sluice (Apache-2.0):\n\n${names.join('\n')}\n${texts.join('')}`;
}

function textsOf({ evidence }: Component): readonly string[] {
  return (evidence?.licenses ?? []).flatMap((each) => {
    const text = 'license' in each ? each.license.text : undefined;
    if (text === undefined) return [];
    return [
      text.encoding === 'base64' ? Buffer.from(text.content, 'base64').toString() : text.content,
    ];
  });
}

import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { extract, type Header } from 'tar-stream';
import { type Bill, imageBill, licenceList } from '../../../infra/image/bill-of-materials.ts';
import { isWanted } from '../../../infra/image/debian-libraries.ts';
import { imageConfig } from '../../../infra/image/image-config.ts';
import { type LayerEntry, packLayer } from '../../../infra/image/layer.ts';
import { readOptions } from '../../../infra/image/options.ts';
import { platforms } from '../../../infra/image/platforms.ts';

async function headersOf(bytes: Uint8Array): Promise<readonly Header[]> {
  const headers: Header[] = [];
  const archive = Readable.from([gunzipSync(bytes)]).pipe(extract());
  for await (const entry of archive) {
    headers.push(entry.header);
    entry.resume();
  }
  return headers;
}

describe('a layer', () => {
  const entries: readonly LayerEntry[] = [
    { path: 'usr/lib/b.so', content: Buffer.from('b'), executable: true },
    { path: 'etc/passwd', content: Buffer.from('a') },
    { path: 'lib', link: 'usr/lib' },
    { path: 'var/lib/sluice', folder: 'owned' },
    { path: 'tmp', folder: 'temporary' },
  ];

  it('has the folders above its files, and nothing of the machine that packs', async () => {
    const { bytes } = await packLayer(entries);
    const seen = (await headersOf(bytes)).map(
      ({ name, mode, uid, gid, type }) => `${type} ${name} ${mode?.toString(8)} ${uid}:${gid}`,
    );
    assert.deepEqual(seen, [
      'directory etc/ 755 0:0',
      'file etc/passwd 644 0:0',
      'symlink lib 777 0:0',
      'directory tmp/ 1777 0:0',
      'directory usr/ 755 0:0',
      'directory usr/lib/ 755 0:0',
      'file usr/lib/b.so 755 0:0',
      'directory var/ 755 0:0',
      'directory var/lib/ 755 0:0',
      'directory var/lib/sluice/ 750 65532:65532',
    ]);
  });

  it('has the same bytes whatever the order of its entries', async () => {
    const [one, other] = [await packLayer(entries), await packLayer(entries.toReversed())];
    assert.equal(one.sha256, other.sha256);
  });
});

describe("Debian's packages", () => {
  const paths: readonly (readonly [string, boolean])[] = [
    ['lib/x86_64-linux-gnu/libc.so.6', true],
    ['usr/lib/aarch64-linux-gnu/libstdc++.so.6.0.30', true],
    ['lib64/ld-linux-x86-64.so.2', true],
    ['usr/share/doc/libc6/copyright', true],
    ['usr/lib/x86_64-linux-gnu/gconv/EUC-JP.so', false],
    ['usr/lib/x86_64-linux-gnu/audit/sotruss-lib.so', false],
    ['usr/share/doc/libc6/changelog.Debian.gz', false],
    ['etc/ld.so.conf.d/x86_64-linux-gnu.conf', false],
  ];
  for (const [path, wanted] of paths) {
    it(`${wanted ? 'give' : 'keep'} ${path}`, () => assert.equal(isWanted(path), wanted));
  }
});

describe("the image's configuration", () => {
  it('runs as nobody, asks for health by Node, and says what it is', () => {
    const source = { version: '1.2.3', revision: 'abc', createdAt: new Date(0) };
    const { config, architecture, created } = imageConfig(platforms[1]!, source, [
      '/app/a/main.mjs',
    ]);
    const { User, Healthcheck, Labels, Cmd, Entrypoint } = config as Record<string, unknown>;
    assert.deepEqual(
      [architecture, created, User],
      ['arm64', '1970-01-01T00:00:00Z', '65532:65532'],
    );
    assert.deepEqual([Entrypoint, Cmd], [['/nodejs/bin/node'], ['/app/a/main.mjs']]);
    assert.deepEqual((Healthcheck as { Test: unknown }).Test, [
      'CMD',
      '/nodejs/bin/node',
      '/app/health.mjs',
    ]);
    assert.equal((Labels as Record<string, string>)['org.opencontainers.image.revision'], 'abc');
  });
});

describe('the bill of materials', () => {
  const mit = { license: { id: 'MIT' } };
  const text = {
    license: {
      name: 'file',
      text: { content: Buffer.from('the text').toString('base64'), encoding: 'base64' },
    },
  };
  const bundle = (name: string): Bill => ({
    components: [
      {
        type: 'library',
        name: 'kafkajs',
        version: '2.2.4',
        licenses: [mit],
        evidence: { licenses: [text] },
      },
      {
        type: 'library',
        group: '@a',
        name,
        version: '1',
        licenses: [mit],
        evidence: { licenses: [text] },
      },
    ],
  });

  it('has what several bundles have once, and what lies below them', () => {
    const bill = imageBill(
      [bundle('x'), bundle('y')],
      [{ type: 'library', group: 'debian', name: 'libc6', version: '2' }],
    );
    assert.deepEqual(
      bill.components.map(({ name }) => name),
      ['kafkajs', 'x', 'y', 'libc6'],
    );
  });

  it('makes a list of licences with each text once', () => {
    const list = licenceList(
      imageBill([bundle('x')], [{ type: 'library', group: 'debian', name: 'libc6', version: '2' }]),
    );
    assert.match(list, /^@a\/x 1: MIT$/m);
    assert.match(list, /^debian\/libc6 2: see usr\/share\/doc\/libc6\/copyright$/m);
    assert.equal(list.split('the text').length, 2);
    assert.match(list, /^--- kafkajs, x$/m);
  });
});

describe('npm run image', () => {
  it('names each pipeline after its file', () => {
    const options = readOptions(['--pipeline', 'pipelines/devices.ts', '--pipeline', 'b.ts']);
    assert.deepEqual(
      [...(options?.pipelines ?? [])],
      [
        ['devices', 'pipelines/devices.ts'],
        ['b', 'b.ts'],
      ],
    );
  });

  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /--pipeline is missing/],
    [['--pipeline', 'a/x.ts', '--pipeline', 'b/x.ts'], /two files are called 'x'/],
    [['--pipeline', 'x.ts', '--platform', 'linux/s390x'], /allowed: linux\/amd64, linux\/arm64/],
    [['--pipelines', 'x.ts'], /--pipelines/],
  ];
  for (const [args, message] of wrong) {
    it(`refuses ${args.join(' ') || 'nothing'}`, () =>
      assert.throws(() => readOptions(args), message));
  }
});

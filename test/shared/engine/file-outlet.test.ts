import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import zlib from 'node:zlib';
import { isAcknowledged } from '../../../shared/engine/build-engine.ts';
import { engineOf, type EngineUnderTest } from '../../support/engine.ts';
import { memoryChunk } from '../../support/memory-chunk.ts';
import { memoryStore } from '../../support/memory-store.ts';
import {
  faultsOf,
  load,
  minimalPipeline,
  withoutMetadata,
} from '../../support/minimal-pipeline.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-file-'));
after(() => rmSync(folder, { recursive: true }));
let made = 0;
const newFolder = (): string => join(folder, String((made += 1)));

const lake = {
  type: 'aws_s3',
  bucket: 'lake',
  region: 'us-east-1',
  keyPrefix: 'raw/',
  compression: 'none',
};

interface Source {
  readonly values?: readonly string[];
  readonly source?: object;
  readonly timestampMs?: number;
}

function begin(sinks: object, { source = {} }: Source = {}): EngineUnderTest {
  let nowMs = 1_700_000_000_000;
  const under = engineOf(
    minimalPipeline({ source: { ...withoutMetadata, ...source }, top: { sinks } }),
    new Map('s3' in sinks ? [['s3', memoryStore()]] : []),
    () => (nowMs += 10),
  );
  under.source.assign({ topic: 'devices', partition: 0 }, null, 0n);
  return under;
}

function take(
  under: EngineUnderTest,
  { values = [], timestampMs = 1_700_000_000_000 }: Source,
): void {
  for (const value of values) {
    const start = under.source.held({ topic: 'devices', partition: 0 })?.position ?? 0n;
    const records = [{ offset: start, value, timestampMs }];
    under.source.accept(memoryChunk({ start, next: start + 1n, records }));
  }
}

async function run(sinks: object, given: Source): Promise<EngineUnderTest> {
  const under = begin(sinks, given);
  take(under, given);
  under.engine.cutAll('end');
  await under.engine.settled();
  await under.engine.close();
  return under;
}

const writes = (path: string, more: object = {}): object => ({
  out: { type: 'file', inputs: ['kafka'], path, ...more },
});

it('writes events into files by time and field, and commits what is there', async () => {
  const root = newFolder();
  const { published, fatal, events } = await run(writes(`${root}/{{ site }}/%Y-%m-%d.log`), {
    values: ['{"site":"a","n":9007199254740993}', '{"site":"b/c","x":1.0}', '{"site":"a"}'],
  });
  assert.deepEqual(fatal, []);
  assert.equal(
    readFileSync(`${root}/a/2023-11-14.log`, 'utf8'),
    '{"site":"a","n":9007199254740993}\n{"site":"a"}\n',
  );
  assert.equal(readFileSync(`${root}/b/c/2023-11-14.log`, 'utf8'), '{"site":"b/c","x":1.0}\n');
  assert.deepEqual(
    published.map(({ next }) => next),
    [3n],
  );
  const shown = events.flatMap((one) => (one.name === 'events_shown' ? [one.events] : []));
  assert.equal(
    shown.reduce((sum, one) => sum + one, 0),
    3,
  );
});

for (const [what, more, lines] of [
  ['text', { encoding: { codec: 'text' } }, 'hello\n'],
  ['some fields', { encoding: { exceptFields: ['message'] } }, '{"at":"2020-02-03T04:05:06Z"}\n'],
  ['gzip', { compression: 'gzip' }, '{"message":"hello","at":"2020-02-03T04:05:06Z"}\n'],
  [
    'zstd',
    { compression: { algorithm: 'zstd', level: 3 } },
    '{"message":"hello","at":"2020-02-03T04:05:06Z"}\n',
  ],
] as const) {
  it(`writes ${what}, by the time of a field`, async () => {
    const root = newFolder();
    await run(writes(`${root}/%F`, { timeField: 'at', timezone: 'Asia/Seoul', ...more }), {
      values: ['{"message":"hello","at":"2020-02-03T04:05:06Z"}'],
    });
    const bytes = readFileSync(`${root}/2020-02-03`);
    const unpacked = { gzip: zlib.gunzipSync, zstd: zlib.zstdDecompressSync };
    const text = what === 'gzip' || what === 'zstd' ? unpacked[what](bytes) : bytes;
    assert.equal(text.toString(), lines);
  });
}

it('writes nothing of an event without a path, counts it and goes on', async () => {
  const root = newFolder();
  const { events, published } = await run(writes(`${root}/{{ site }}.log`), {
    values: [
      '{}',
      '{"site":"../x"}',
      '{"site":"../../x"}',
      '{"site":"a\\u0000"}',
      '{"site":null}',
      '{"site":""}',
      '{"site":"ok"}',
    ],
  });
  const rejected = events.filter((one) => one.name === 'records_rejected');
  assert.deepEqual([...new Set(rejected.map(({ code }) => code))], ['KEY_NOT_RENDERABLE']);
  assert.equal(
    rejected.reduce((sum, { records }) => sum + records, 0),
    6,
  );
  assert.deepEqual(readdirSync(root), ['ok.log']);
  assert.deepEqual(
    published.map(({ next }) => next),
    [7n],
  );
});

it("ends before an event without a path where the source says 'stop', with all before it in the file", async () => {
  const root = newFolder();
  const under = begin(writes(`${root}/{{ site }}.log`), { source: { onRejection: 'stop' } });
  take(under, { values: ['{"site":"a","n":1}'] });
  const start = 1n;
  const records = [
    { offset: 1n, value: '{"site":"a","n":2}' },
    { offset: 2n, value: '{}' },
  ];
  assert.throws(() => under.source.accept(memoryChunk({ start, next: 3n, records })), {
    code: 'RECORD_REJECTED',
  });
  under.engine.cutAll('shutdown');
  await under.engine.settled();
  assert.equal(readFileSync(`${root}/a.log`, 'utf8'), '{"site":"a","n":1}\n{"site":"a","n":2}\n');
  assert.deepEqual(
    under.published.map(({ next }) => next),
    [2n],
  );
});

it('commits nothing while a file cannot be written, takes no more, and goes on when it can', async () => {
  const root = newFolder();
  mkdirSync(root);
  const under = begin({ ...writes(`${root}/d/a.log`), s3: { ...lake, inputs: ['kafka'] } });
  // a device that is full
  const path = '/dev/full';
  const full = begin(writes(path));
  take(full, { values: ['{"n":1}'] });
  full.engine.cutAll('end');
  await full.engine.settled();
  assert.deepEqual(
    full.fatal.map(({ code }) => code),
    ['FILE_UNWRITABLE'],
  );
  assert.deepEqual(full.published, []);
  await assert.rejects(full.engine.room(AbortSignal.timeout(5000)), { code: 'FILE_UNWRITABLE' });

  take(under, { values: ['{"n":1}'] });
  writeFileSync(`${root}/d.tmp`, '');
  under.engine.cutAll('end');
  await under.engine.settled();
  assert.deepEqual(under.fatal, []);
  assert.equal(readFileSync(`${root}/d/a.log`, 'utf8'), '{"n":1}\n');
  assert.deepEqual(
    under.published.map(({ next }) => next),
    [1n],
  );
  // the ledger is written when the file is
  assert.equal(under.begun.length, 1);
});

it('stops where the folder cannot be written in', { skip: process.getuid?.() === 0 }, async () => {
  const root = newFolder();
  mkdirSync(root);
  chmodSync(root, 0o500);
  const under = await run(writes(`${root}/{{ a }}.log`), { values: ['{"a":"x"}'] });
  chmodSync(root, 0o700);
  assert.deepEqual(
    under.fatal.map(({ code }) => code),
    ['FILE_UNWRITABLE'],
  );
  assert.deepEqual(under.published, []);
});

it('gives up waiting for a file when the partition is lost', async () => {
  const root = newFolder();
  const under = begin(writes(`${root}/a.log`));
  take(under, { values: ['{}'] });
  under.engine.cutAll('shutdown');
  under.engine.release();
  await under.engine.settled();
  assert.deepEqual([under.published, under.fatal], [[], []]);
});

it('closes files that are idle, as time goes by', async () => {
  const root = newFolder();
  let nowMs = 1_700_000_000_000;
  const under = engineOf(
    minimalPipeline({
      source: withoutMetadata,
      top: { sinks: writes(`${root}/a.log`, { idleTimeoutSecs: 1 }) },
    }),
    new Map(),
    () => nowMs,
  );
  under.source.assign({ topic: 'devices', partition: 0 }, null, 0n);
  take(under, { values: ['{}'] });
  const isOpen = (): boolean =>
    readdirSync('/proc/self/fd').some((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`) === `${root}/a.log`;
      } catch {
        return false;
      }
    });
  assert.ok(isOpen());
  nowMs += 1000;
  under.engine.cutAged();
  assert.equal(readFileSync(`${root}/a.log`, 'utf8'), '{}\n');
  nowMs += 10_000;
  under.engine.cutAged();
  await under.engine.settled();
  assert.ok(!isOpen());
  assert.deepEqual(
    under.published.map(({ next }) => next),
    [1n],
  );
});

it('is waited for also where the other sinks are not', () => {
  const sinks = { s3: { ...lake, inputs: ['kafka'], acknowledgements: false } };
  const models = [sinks, { ...sinks, ...writes('/data/x') }].map((one) =>
    load(minimalPipeline({ top: { delivery: 'dense', sinks: one } })),
  );
  assert.deepEqual(
    models.map((model) => isAcknowledged(model, 'kafka')),
    [false, true],
  );
});

it('changes nothing of what a bucket gets, and its events are accounted for', async () => {
  const root = newFolder();
  const store = memoryStore();
  const under = engineOf(
    minimalPipeline({
      source: withoutMetadata,
      top: { sinks: { s3: { ...lake, inputs: ['kafka'] }, ...writes(`${root}/a`) } },
    }),
    new Map([['s3', store]]),
  );
  under.source.assign({ topic: 'devices', partition: 0 }, null, 0n);
  take(under, { values: ['{"a":1.0}'] });
  under.engine.cutAll('end');
  await under.engine.settled();
  const stored = [...store.objects].flatMap(([key, { text }]) =>
    key.startsWith('raw/') ? [text] : [],
  );
  assert.deepEqual(stored, ['{"a":1.0}\n']);
  assert.equal(readFileSync(`${root}/a`, 'utf8'), '{"a":1.0}\n');
});

const values = [
  '{"a":1.0,"n":12345678901234567890,"s":"ü\\n","site":"x"}',
  '{"site":"x","deep":{"b":[1,2.50]}}',
];

for (const [what, source, encoding] of [
  ['as it is', '.b = 2', {}],
  ['without a field', 'del(.a)', {}],
  ['as text of JSON', '. = { "message": encode_json(.), "site": .site }', { codec: 'text' }],
  ['chosen', '.b = 2', { onlyFields: ['b', 'n'] }],
] as const) {
  it(`writes what a bucket gets: ${what}`, async () => {
    const root = newFolder();
    const store = memoryStore();
    const transforms = { tidy: { type: 'remap', inputs: ['kafka'], source } };
    const alone = (sinks: object): EngineUnderTest =>
      engineOf(
        minimalPipeline({ source: withoutMetadata, top: { transforms, sinks } }),
        new Map('s3' in sinks ? [['s3', store]] : []),
      );
    const s3 = { ...lake, encoding: { codec: 'ndjson', ...encoding }, inputs: ['tidy'] };
    const out = { type: 'file', path: `${root}/{{ site }}`, encoding, inputs: ['tidy'] };
    for (const sinks of [{ s3 }, { out }]) {
      const under = alone(sinks);
      under.source.assign({ topic: 'devices', partition: 0 }, null, 0n);
      take(under, { values });
      under.engine.cutAll('end');
      await under.engine.settled();
      assert.deepEqual(under.fatal, []);
    }
    const [stored] = [...store.objects].filter(([key]) => key.startsWith('raw/'));
    assert.ok((stored?.[1].text.length ?? 0) > 10);
    assert.equal(readFileSync(`${root}/x`, 'utf8'), stored?.[1].text);
  });
}

for (const [sink, fault] of [
  [
    { path: '/data/x', encoding: { codec: 'csv' } },
    "encoding.codec: got the text 'csv'; allowed: 'json' or 'text'",
  ],
  [
    { path: '/{{ a }}.log' },
    "path: got the text '/{{ a }}.log': begins with {{ a }}: put a literal before it, such as 'raw/', so that events cannot choose the place",
  ],
  [
    { path: 'logs/{{ a }}.log' },
    "path: got the text 'logs/{{ a }}.log', in which events choose the file, and no folder is in front that they cannot leave; begin with an absolute one, or give baseDir",
  ],
  [
    { path: '/x-{{ a }}.log' },
    "path: got the text '/x-{{ a }}.log', in which events choose the file, and no folder is in front that they cannot leave; begin with an absolute one, or give baseDir",
  ],
  [
    { path: '/data/../x' },
    "path: got the text '/data/../x': holds '.' or '..' as a folder name: write the place itself",
  ],
  [
    { path: '/data/x', baseDir: '/other' },
    "path: got the text '/data/x'; allowed: a path below baseDir, '/other'",
  ],
  [
    { path: 'x', baseDir: '/' },
    "baseDir: got the text '/'; allowed: an absolute folder like '/var/log/devices'",
  ],
  [
    { path: 'x', baseDir: '/a/../b' },
    "baseDir: got the text '/a/../b' (holds '.', '..' or nothing as a name); allowed: an absolute folder like '/var/log/devices'",
  ],
  [
    { path: '/data/x', compression: { algorithm: 'none', level: 3 } },
    "compression.level: has no meaning with the algorithm 'none'",
  ],
  [
    { path: '/data/x', compression: { algorithm: 'gzip', level: 12 } },
    'compression.level: got the number 12; allowed: 1 to 9 for gzip',
  ],
  [
    { path: '/data/x', truncate: {} },
    'truncate: is not taken: name files by time, as in %F, or let logrotate do it',
  ],
  [
    {},
    "path: is missing; give a template of literals, strftime and {{ field }}, like '/data/%F.log'",
  ],
] as const) {
  it(`refuses: ${fault.slice(0, 60)}`, () => {
    const out = { type: 'file', inputs: ['kafka'], ...sink };
    assert.deepEqual(faultsOf(minimalPipeline({ top: { sinks: { out } } })), [
      `sinks.out.${fault}`,
    ]);
  });
}

it('does not go with epochs on disk, which would not be written again', () => {
  const top = {
    sinks: { s3: { ...lake, inputs: ['kafka'] }, ...writes('/data/x') },
    buffer: { type: 'disk', maxSize: 268_435_488 },
    dataDir: '/data',
  };
  assert.deepEqual(
    faultsOf(minimalPipeline({ top })).map((fault) => fault.slice(0, 75)),
    ["buffer.type: got the text 'disk'; allowed: 'memory' with sinks.out, because"],
  );
});

it('every option arrives in the model', () => {
  const out = {
    type: 'file',
    inputs: ['kafka'],
    path: '{{ a }}/%F',
    baseDir: '/da%ta/',
    timezone: 'Asia/Seoul',
    timeField: 'at',
    encoding: { codec: 'text', onlyFields: ['a'], exceptFields: 'b', timestampFormat: 'unix' },
    compression: { algorithm: 'zstd', level: 7 },
    idleTimeoutSecs: '5',
  };
  assert.deepEqual(load(minimalPipeline({ top: { sinks: { out } } })).outlets.get('out'), {
    type: 'file',
    inputs: ['kafka'],
    path: '/da%%ta/{{ a }}/%F',
    root: '/da%ta',
    into: '',
    timezone: 'Asia/Seoul',
    timeField: 'at',
    codec: 'text',
    selectedFields: { only: ['a'], except: ['b'] },
    timestampFormat: 'unix',
    compression: { codec: 'zstd', level: 7 },
    idleTimeoutSecs: 5,
  });
});

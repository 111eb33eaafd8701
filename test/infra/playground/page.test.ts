/** The playground in a real browser: that it compiles and runs as the tools do, by itself, on any screen. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { playgroundExamples } from '../../../infra/playground/examples.ts';
import { playgroundPage } from '../../../infra/playground/page.ts';
import { instantiateProgram } from '../../../functions/cli/instantiate-program.ts';
import { toolContext } from '../../../functions/cli/vrl/tool-context.ts';
import type { ValueProgram } from '../../../functions/cli/vrl/value-program.ts';
import { compileProgram } from '../../../shared/transform/vrl/compile/compile-program.ts';
import { library } from '../../../shared/transform/vrl/functions/library.ts';
import { displayValue } from '../../../shared/transform/vrl/runtime/display.ts';
import { Stop } from '../../../shared/transform/vrl/runtime/stop.ts';
import { type Browser, noChromium, type Page, startBrowser } from '../../support/chromium.ts';
import { cli, folderWith } from '../../support/cli.ts';
import { waitUntil } from '../../support/wait-until.ts';

let folder = '';
let html = '';
let url = '';

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-playground-'));
  html = await playgroundPage();
  const file = join(folder, 'playground.html');
  await writeFile(file, html);
  url = pathToFileURL(file).href;
});
after(async () => rm(folder, { recursive: true, force: true }));

interface Shown {
  readonly outcomes: readonly {
    readonly event: string;
    readonly stopped: string | null;
    readonly value: string;
    readonly metadata: string;
  }[];
  readonly diagnostics: string;
  readonly code: string;
}

const textOf = (id: string): string => `document.getElementById('${id}').textContent`;

async function type(
  page: Page,
  id: 'program' | 'events' | 'metadata',
  text: string,
): Promise<void> {
  await page.evaluate(`(() => {
    const input = document.getElementById('${id}');
    input.value = ${JSON.stringify(text)};
    input.dispatchEvent(new Event('input', { bubbles: true }));
  })()`);
}

async function choose(page: Page, example: number): Promise<void> {
  await page.evaluate(`(() => {
    const input = document.getElementById('example');
    input.value = '${example}';
    input.dispatchEvent(new Event('change', { bubbles: true }));
  })()`);
}

it('the page loads nothing, and may not', () => {
  const document = html.slice(0, html.indexOf('<script>'));
  assert.deepEqual(
    [...document.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address),
    ['data:,', 'https://vector.dev/docs/reference/vrl/'],
  );
  assert.match(html, /default-src 'none'/);
  assert.ok(html.length < 1_500_000, `${html.length} characters`);
});

describe('the playground in a browser', { skip: noChromium, timeout: 60_000 }, () => {
  let browser: Browser | null = null;
  let page: Page;
  before(async () => {
    browser = await startBrowser();
    page = await browser.open(url);
  });
  after(async () => browser?.close());

  it('shows what an example becomes, and that anew when something is typed', async () => {
    assert.equal(await page.evaluate(textOf('status')), 'Compiles; 2 events');
    await type(page, 'program', '.a = upcase("x")');
    await type(page, 'events', '{"b":12345678901234567890}');
    await waitUntil(
      'it has run',
      async () => (await page.evaluate(textOf('status'))) === 'Compiles; 1 event',
    );
    assert.match(
      await page.evaluate<string>(textOf('result')),
      /becomes\{ "a": "X", "b": 12345678901234567000 \}|"a": "X"/,
    );
    assert.match(await page.evaluate<string>(textOf('code')), /writeField\(event, "a"/);
    await type(page, 'program', '.a = parse_json(.b)');
    await waitUntil(
      'it is refused',
      async () => (await page.evaluate(textOf('status'))) === 'Does not compile',
    );
    assert.match(
      await page.evaluate<string>(textOf('diagnostics')),
      /^error\[E103\]: unhandled fallible assignment\n {2}┌─ :1:6\n/,
    );
    assert.equal(
      await page.evaluate(`document.getElementById('program').getAttribute('aria-invalid')`),
      'true',
    );
    await type(page, 'program', '.');
    await type(page, 'events', '{}\n{"a":}');
    await waitUntil('it says where', async () =>
      /line 2 of the events is no JSON/.test(await page.evaluate(textOf('result'))),
    );
    assert.deepEqual(page.faults, []);
  });

  it('runs the examples as sluice vrl does', async (t) => {
    // the tool has no option for metadata
    const alike = playgroundExamples.filter(({ metadata }) => metadata === undefined);
    for (const { events, program, title } of alike) {
      const shown = await page.evaluate<Shown>(
        `runProgram(${JSON.stringify(program)}, ${JSON.stringify(events)})`,
      );
      const text = events.startsWith('{\n') ? JSON.stringify(JSON.parse(events)) : events;
      const cwd = await folderWith(t, { 'p.vrl': program, 'in.jsonl': text });
      const args = ['vrl', '--program', 'p.vrl', '--input', 'in.jsonl'];
      const { code, err, out } = await cli([...args, '--print-object'], { cwd });
      assert.equal(shown.diagnostics.trim(), code === 0 ? '' : err.trim(), title);
      const finished = shown.outcomes.filter(({ stopped }) => stopped === null);
      assert.equal(finished.map(({ event }) => `${event}\n`).join(''), out, title);
      const stopped = shown.outcomes.flatMap((one) => one.stopped ?? []);
      if (code === 0) assert.equal(stopped.map((why) => `${why}\n`).join(''), err, title);
    }
  });

  it('has every function of the library, but what no browser can', async () => {
    const cases = [...library.values()].flatMap(({ examples, name, support }) =>
      support === 'pure' ? examples.map((example) => ({ name, ...example })) : [],
    );
    const given = await page.evaluate<readonly Shown[]>(
      `${JSON.stringify(cases.map(({ source }) => source))}.map((source) => runProgram(source, ''))`,
    );
    const differing = cases.flatMap(({ name, result }, index) => {
      const outcome = given[index]?.outcomes[0];
      const shown = outcome === undefined ? null : (outcome.stopped ?? outcome.value);
      return shown === result || onlyInNode.has(name)
        ? []
        : [`${name}: ${shown} instead of ${result}`];
    });
    assert.deepEqual(differing, []);
    assert.ok(cases.length > 150, `${cases.length} examples`);
  });

  it('marks the place of an error in the program, and takes the mark away again', async () => {
    const marked = `[...document.querySelectorAll('#marks mark')].map((one) => [one.className, one.textContent])`;
    await type(page, 'program', '.a = 1\n.b = parse_json(.x)\n');
    await waitUntil('it is refused', async () =>
      /E103/.test(await page.evaluate(textOf('diagnostics'))),
    );
    assert.deepEqual(await page.evaluate(marked), [['error', 'parse_json(.x)']]);
    const text = await page.evaluate<string>(textOf('marks'));
    assert.equal(text, '.a = 1\n.b = parse_json(.x)\n\n');
    await type(page, 'program', 'x = 1\n.');
    await waitUntil('it is odd', async () =>
      /E900/.test(await page.evaluate(textOf('diagnostics'))),
    );
    assert.deepEqual(await page.evaluate(marked), [['warning', 'x']]);
    await type(page, 'program', '.');
    await waitUntil(
      'it is well',
      async () => (await page.evaluate(textOf('diagnostics'))) === 'None.',
    );
    assert.deepEqual(await page.evaluate(marked), []);
  });

  it('gives metadata to each event, and says what is no object', async () => {
    const shown = await page.evaluate<Shown>(
      `runProgram('%b = 2; .t = %a', '{}\\n{}', '{"a":"x"}')`,
    );
    assert.deepEqual(
      shown.outcomes.map(({ event, metadata }) => [event, metadata]),
      Array.from({ length: 2 }, () => ['{ "t": "x" }', '{ "a": "x", "b": 2 }']),
    );
    assert.equal(
      await page.evaluate(`runProgram('.', '{}', '[1]').inputFault`),
      'the metadata is no JSON object',
    );
  });

  it('says of what is not in it that it is not', async () => {
    for (const [program, said] of [
      ['encode_zstd("x")', /^encode_zstd is not in this page/],
      ['parse_proto!("x", "a.desc", "a.B")', /'a\.desc' cannot be read \(a page reads no files/],
      ['validate_json_schema!("1", "a.json")', /a page reads no files/],
    ] as const) {
      const { diagnostics } = await page.evaluate<Shown>(
        `runProgram(${JSON.stringify(program)}, '')`,
      );
      assert.match(diagnostics, said);
    }
  });

  it('encrypts as Node does, by every cipher', async () => {
    const programs = cipherNames.map(
      ([name, key, iv]) =>
        `encode_base64(encrypt!("a text that is longer than a block", "${name}", "${'k'.repeat(key - 1)}j", "${'v'.repeat(iv)}"))`,
    );
    const here = programs.map((program) => {
      const compiled = compileProgram(program, library, 'values');
      assert.ok(compiled.ok, program);
      const ran = instantiateProgram<ValueProgram>(compiled.program)(
        {},
        {},
        toolContext(() => undefined),
      );
      assert.ok(!(ran instanceof Stop), program);
      return displayValue(ran.value);
    });
    const there = await page.evaluate<readonly Shown[]>(
      `${JSON.stringify(programs)}.map((source) => runProgram(source, ''))`,
    );
    assert.deepEqual(
      there.map(({ outcomes }) => outcomes[0]?.value),
      here,
    );
    const back = cipherNames.map(
      ([name, key, iv], at) =>
        `decrypt!(decode_base64!(${here[at]}), "${name}", "${'k'.repeat(key - 1)}j", "${'v'.repeat(iv)}")`,
    );
    const plain = await page.evaluate<readonly Shown[]>(
      `${JSON.stringify(back)}.map((source) => runProgram(source, ''))`,
    );
    assert.deepEqual(
      plain.map(({ outcomes }) => outcomes[0]?.value),
      here.map(() => '"a text that is longer than a block"'),
    );
  });

  it('puts all of it in the address, and reads it from there', async () => {
    const typed = {
      program: '.é = "</script>"\n',
      events: '{"ü":"😀"}',
      metadata: '{"tenant":1}',
    };
    await type(page, 'program', typed.program);
    await type(page, 'events', typed.events);
    await type(page, 'metadata', typed.metadata);
    await page.evaluate(`document.getElementById('share').click()`);
    await waitUntil('it is told', async () => /link/.test(await page.evaluate(textOf('shared'))));
    const address = await page.evaluate<string>('location.href');
    assert.match(address, /#1\.[\w-]+$/);
    const other = await browser!.open(address);
    assert.deepEqual(
      await other.evaluate(
        `({ program: document.getElementById('program').value, events: document.getElementById('events').value, metadata: document.getElementById('metadata').value })`,
      ),
      typed,
    );
    // nothing that the page has written changes nothing
    for (const broken of ['#1.', '#1.AAAA', '#2.x', `#1.${'A'.repeat(5000)}`]) {
      await other.evaluate(
        `new Promise((done) => { addEventListener('hashchange', () => done(), { once: true }); location.hash = '${broken}'; })`,
      );
      const { program } = typed;
      assert.equal(
        await other.evaluate(`document.getElementById('program').value`),
        program,
        broken,
      );
    }
    assert.deepEqual(other.faults, []);
  });

  it('fits a phone, in the light and in the dark', async () => {
    const papers = new Set<string>();
    for (const scheme of ['light', 'dark']) {
      await page.send('Emulation.setDeviceMetricsOverride', {
        width: 390,
        height: 844,
        deviceScaleFactor: 2,
        mobile: true,
      });
      await page.send('Emulation.setEmulatedMedia', {
        media: '',
        features: [{ name: 'prefers-color-scheme', value: scheme }],
      });
      for (const example of playgroundExamples.keys()) {
        await choose(page, example);
        assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 390);
      }
      papers.add(await page.evaluate('getComputedStyle(document.body).backgroundColor'));
    }
    assert.equal(papers.size, 2);
    await page.send('Emulation.clearDeviceMetricsOverride');
  });

  it('is used by keyboard, and everything has a name for a screen reader', async () => {
    const order: string[] = [];
    await page.evaluate(`document.getElementById('example').focus()`);
    for (let step = 0; step < 6; step++) {
      order.push(
        await page.evaluate('document.activeElement.id || document.activeElement.tagName'),
      );
      for (const kind of ['rawKeyDown', 'keyUp']) {
        await page.send('Input.dispatchKeyEvent', {
          type: kind,
          key: 'Tab',
          code: 'Tab',
          windowsVirtualKeyCode: 9,
        });
      }
    }
    assert.deepEqual(order, ['example', 'share', 'program', 'events', 'metadata', 'diagnostics']);
    const { nodes } = (await page.send('Accessibility.getFullAXTree')) as {
      nodes: { role?: { value: string }; name?: { value: string }; ignored: boolean }[];
    };
    const named = nodes
      .filter(
        ({ ignored, role }) =>
          !ignored &&
          ['textbox', 'combobox', 'button', 'group', 'region'].includes(role?.value ?? ''),
      )
      .map(({ name, role }) => `${role?.value} ${name?.value}`);
    // details are a group without a name of their own
    assert.deepEqual(named.filter((one) => one !== 'group ').toSorted(), [
      'button Copy link',
      'combobox Example',
      'group Diagnostics',
      'group Generated JavaScript',
      'region What comes out',
      'region What goes in',
      'textbox Events: one JSON text, or one a line',
      'textbox Metadata (%) of each event: a JSON object, or nothing',
      'textbox Program',
    ]);
  });
});

/** With the bytes of key and initialisation vector. */
const cipherNames: readonly (readonly [name: string, key: number, iv: number])[] = [
  ...[128, 192, 256].flatMap((bits) =>
    [
      'CFB',
      'OFB',
      'CTR-LE',
      'CTR-BE',
      'CBC-PKCS7',
      'CBC-ANSIX923',
      'CBC-ISO7816',
      'CBC-ISO10126',
    ].map((mode) => [`AES-${bits}-${mode}`, bits / 8, 16] as const),
  ),
  ['AES-128-SIV', 32, 16],
  ['AES-256-SIV', 64, 16],
  ['CHACHA20-POLY1305', 32, 12],
  ['XCHACHA20-POLY1305', 32, 24],
  ['XSALSA20-POLY1305', 32, 24],
];

/** What writes zstd has no library of a reasonable size, and a page has no files. */
const onlyInNode: ReadonlySet<string> = new Set([
  'find_enrichment_table_records',
  'get_enrichment_table_record',
  'encode_zstd',
  'parse_proto',
  'encode_proto',
  'validate_json_schema',
]);

/** The playground in a real browser: that it compiles and runs as the tools do, by itself, on any screen. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { playgroundExamples } from '../../../infra/playground/examples.ts';
import { playgroundPage } from '../../../infra/playground/page.ts';
import { library } from '../../../shared/transform/vrl/functions/library.ts';
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
  }[];
  readonly diagnostics: string;
  readonly code: string;
}

const textOf = (id: string): string => `document.getElementById('${id}').textContent`;

async function type(page: Page, id: 'program' | 'events', text: string): Promise<void> {
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
    for (const { events, program, title } of playgroundExamples) {
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

  it('puts all of it in the address, and reads it from there', async () => {
    const typed = { program: '.é = "</script>"\n', events: '{"ü":"😀"}' };
    await type(page, 'program', typed.program);
    await type(page, 'events', typed.events);
    await page.evaluate(`document.getElementById('share').click()`);
    await waitUntil('it is told', async () => /link/.test(await page.evaluate(textOf('shared'))));
    const address = await page.evaluate<string>('location.href');
    assert.match(address, /#1\.[\w-]+$/);
    const other = await browser!.open(address);
    assert.deepEqual(
      await other.evaluate(
        `({ program: document.getElementById('program').value, events: document.getElementById('events').value })`,
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
    for (let step = 0; step < 5; step++) {
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
    assert.deepEqual(order, ['example', 'share', 'program', 'events', 'diagnostics']);
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
      'textbox Program',
    ]);
  });
});

/** A page has no zstd without a library of its own, asks for no keys, and has no files. */
const onlyInNode: ReadonlySet<string> = new Set(
  'encode_zstd decode_zstd encrypt decrypt encrypt_ip decrypt_ip parse_proto encode_proto validate_json_schema'.split(
    ' ',
  ),
);

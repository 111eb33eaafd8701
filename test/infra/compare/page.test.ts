/** The report in a real browser: that it works by itself, recomputes, and fits a phone. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { compileFormula } from '../../../infra/compare/model/formula.ts';
import { defaultQuestion } from '../../../infra/compare/model/question.ts';
import { readPrices } from '../../../infra/compare/prices/read-prices.ts';
import { readMeasurements } from '../../../infra/compare/question-options.ts';
import { compare } from '../../../infra/compare/report/comparison.ts';
import { dollars } from '../../../infra/compare/report/explain.ts';
import { htmlPage } from '../../../infra/compare/report/page.ts';
import { setupsAt } from '../../../infra/compare/setups/all-setups.ts';
import { usdOf } from '../../../infra/compare/model/setup.ts';
import { type Browser, noChromium, type Page, startBrowser } from '../../support/chromium.ts';

const ground = {
  region: 'us-east-1',
  prices: await readPrices(null),
  measurements: await readMeasurements(),
};
const comparison = compare(defaultQuestion, ground);
let folder = '';
let html = '';
let url = '';

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-page-'));
  html = await htmlPage(comparison, ['live: a </script> note']);
  const file = join(folder, 'page.html');
  await writeFile(file, html);
  url = pathToFileURL(file).href;
});
after(async () => rm(folder, { recursive: true, force: true }));

const costOf = (title: string): string =>
  `[...document.querySelectorAll('#costs tbody tr')].find((row) => row.cells[0].textContent === ${JSON.stringify(title)}).cells[2].textContent`;

async function slide(page: Page, name: string, value: number | string | boolean): Promise<void> {
  await page.evaluate(`(async () => {
    const input = document.querySelector('#controls [name="${name}"]');
    if (input.type === 'checkbox') input.checked = ${value === true};
    else { input.step = 'any'; input.value = ${JSON.stringify(String(value))}; }
    input.dispatchEvent(new Event('input', { bubbles: true }));
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  })()`);
}

/** Whether the formula with its numbers, as a reader sees it, comes to the value beside it. */
function checkStep(numbers: string, value: string): void {
  if (value === 'unknown') return;
  const again = compileFormula(numbers.replaceAll('−', '-'))({});
  const shown = Number(value.replace('≈ ', ''));
  assert.ok(Math.abs(again - shown) <= Math.abs(shown) * 1e-6 + 1e-9, `${numbers} = ${value}`);
}

describe('the page before its script runs', () => {
  it('holds every setup, and loads nothing', () => {
    for (const { setup } of comparison.ranged) {
      assert.ok(html.includes(`id="how-${setup.name}"`), setup.name);
    }
    assert.doesNotMatch(html.slice(0, html.indexOf('id="data"')), /(src|href)="(?!#)/);
    assert.match(html, /default-src 'none'/);
    assert.ok(html.includes('live: a &#60;/script&#62; note'));
  });

  it('has charts that say what they are, with the numbers in tables', () => {
    const charts = html
      .slice(0, html.indexOf('id="data"'))
      .match(/<svg role="img" aria-label="[^"]+"/g);
    assert.equal(charts?.length, 5);
  });

  it('shows each formula with numbers that give its value', () => {
    const decoded = (text: string): string =>
      text
        .replaceAll(/<[^>]*>/g, '')
        .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
    const rows = html.matchAll(
      /<td><code>[^<]*<\/code><\/td><td><code>([^<]*)<\/code><small>[^<]*<\/small><\/td><td class="n"><b>([^<]*)<\/b>/g,
    );
    let checked = 0;
    for (const [, numbers = '', value = ''] of rows) {
      checkStep(decoded(numbers), decoded(value));
      checked++;
    }
    assert.ok(checked > 200, `${checked} formulas`);
  });
});

describe('the page in a browser', { skip: noChromium }, () => {
  let browser: Browser | null = null;
  let opened: Page;
  before(async () => {
    browser = await startBrowser();
    opened = await browser.open(url);
  });
  after(async () => browser?.close());
  // one page for all: it takes longer to load than to test
  const withPage = async (work: (page: Page) => Promise<void>): Promise<void> => {
    await work(opened);
    await opened.send('Emulation.clearDeviceMetricsOverride');
    await opened.send('Emulation.setEmulatedMedia', { media: '', features: [] });
    await opened.evaluate(`document.querySelector('#controls button').click()`);
    await opened.evaluate('new Promise((done) => setTimeout(done, 50))');
    assert.deepEqual(opened.faults, []);
  };

  it('computes what the program has computed, and again when a control is moved', async () => {
    await withPage(async (page) => {
      const title = 'Container on Fargate, ARM';
      const at = (change: object): string => {
        const setups = setupsAt({ ...defaultQuestion, ...change }, ground);
        return dollars(usdOf(setups[0]!));
      };
      assert.equal(await page.evaluate(costOf(title)), at({}));
      await slide(page, 'rate', 5);
      assert.equal(await page.evaluate(costOf(title)), at({ rate: 100_000 }));
      assert.notEqual(at({}), at({ rate: 100_000 }));
      await slide(page, 'rackId', false);
      assert.equal(await page.evaluate(costOf(title)), at({ rate: 100_000, rackId: false }));
      await slide(page, 'pollerUnits', 3);
      await slide(page, 'rate', 3);
      const units = setupsAt(
        { ...defaultQuestion, rate: 1_000, rackId: false, pollerUnits: 3 },
        ground,
      );
      const handler = units.find(({ name }) => name === 'handler-provisioned')!;
      assert.equal(
        await page.evaluate(costOf('Lambda handler, provisioned mapping')),
        `≈ ${dollars(usdOf(handler))}`,
      );
      // every step that is shown now can be done again by hand
      const shown = await page.evaluate<readonly (readonly [string, string])[]>(
        `[...document.querySelectorAll('#how tbody tr')].filter((row) => row.cells[1].textContent !== '').map((row) => [row.cells[2].querySelector('code').textContent, row.cells[3].querySelector('b').textContent])`,
      );
      assert.ok(shown.length > 200, `${shown.length} formulas`);
      for (const [numbers, value] of shown) checkStep(numbers, value);
      // 1,000 a second of 200 and 11.72 bytes: 518.2 GB a month, two thirds of them at 2 cents
      assert.ok(
        shown.some(([, value]) => Math.abs(Number(value) - 6.909) < 0.001),
        'reads across zones',
      );
      await page.evaluate(`document.querySelector('#controls button').click()`);
      await page.evaluate('new Promise((done) => setTimeout(done, 50))');
      assert.equal(await page.evaluate(costOf(title)), at({}));
    });
  });

  it('opens the derivation that a link names, and keeps it open over a change', async () => {
    await withPage(async (page) => {
      await page.evaluate(`document.querySelector('a[href="#how-msk-connect"]').click()`);
      await page.evaluate('new Promise((done) => setTimeout(done, 50))');
      const isOpen = `document.getElementById('how-msk-connect').open`;
      assert.equal(await page.evaluate(isOpen), true);
      await slide(page, 'zones', 2);
      assert.equal(await page.evaluate(isOpen), true);
    });
  });

  it('fits a phone: nothing but tables is wider, and those scroll by themselves', async () => {
    await withPage(async (page) => {
      await page.send('Emulation.setDeviceMetricsOverride', {
        width: 390,
        height: 844,
        deviceScaleFactor: 2,
        mobile: true,
      });
      await page.evaluate('new Promise((done) => setTimeout(done, 100))');
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 390);
      await shot(page, 'phone');
    });
  });

  for (const scheme of ['light', 'dark'] as const) {
    it(`can be read in ${scheme}: text and ground differ by 4.5 at least`, async () => {
      await withPage(async (page) => {
        await page.send('Emulation.setEmulatedMedia', {
          features: [{ name: 'prefers-color-scheme', value: scheme }],
        });
        for (const selector of ['#costs td:last-child', '#load p', 'a', '#costs thead th']) {
          const ratio = await page.evaluate<number>(contrastOf(selector));
          assert.ok(ratio >= 4.5, `${selector}: ${ratio}`);
        }
        await shot(page, scheme);
      });
    });
  }

  it('is reached by keyboard: controls, links, tables that scroll', async () => {
    await withPage(async (page) => {
      const lost = await page.evaluate<number>(
        `[...document.querySelectorAll('input, select, button, a, summary, .scroll')].filter((each) => each.tabIndex < 0).length`,
      );
      assert.equal(lost, 0);
      const unnamed = await page.evaluate<number>(
        `[...document.querySelectorAll('input, select')].filter((each) => each.labels.length === 0).length`,
      );
      assert.equal(unnamed, 0);
    });
  });

  it('prints on white, without its controls', async () => {
    await withPage(async (page) => {
      await page.send('Emulation.setEmulatedMedia', {
        media: 'print',
        features: [{ name: 'prefers-color-scheme', value: 'dark' }],
      });
      const shown = `getComputedStyle(document.getElementById('controls')).display`;
      assert.equal(await page.evaluate(shown), 'none');
      const ink = `getComputedStyle(document.body).color`;
      assert.equal(await page.evaluate(ink), 'rgb(31, 35, 40)');
      const { data } = await page.send('Page.printToPDF', { printBackground: false });
      const pdf = Buffer.from(String(data), 'base64');
      assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
      await keep('print.pdf', pdf);
    });
  });
});

/** Where SLUICE_SCREENSHOTS names a folder, people can look at what the tests saw. */
async function keep(name: string, bytes: Buffer): Promise<void> {
  const to = process.env['SLUICE_SCREENSHOTS'];
  if (to !== undefined) await writeFile(join(to, name), bytes);
}

async function shot(page: Page, name: string): Promise<void> {
  if (process.env['SLUICE_SCREENSHOTS'] === undefined) return;
  const { data } = await page.send('Page.captureScreenshot', { captureBeyondViewport: true });
  await keep(`${name}.png`, Buffer.from(String(data), 'base64'));
}

/** The contrast of an element's text to the page, as WCAG defines it. */
function contrastOf(selector: string): string {
  return `(() => {
    const luminance = (text) => {
      const [r, g, b] = text.match(/[\\d.]+/g).slice(0, 3).map((part) => {
        const share = Number(part) / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ink = luminance(getComputedStyle(document.querySelector(${JSON.stringify(selector)})).color);
    const paper = luminance(getComputedStyle(document.body).backgroundColor);
    return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
  })()`;
}

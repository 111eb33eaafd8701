import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { version } from '../../shared/version.ts';
import { pageScript } from '../build/page-script.ts';
import { playgroundExamples } from './examples.ts';
import { playgroundModules } from './stand-ins.ts';

const browser = join(import.meta.dirname, 'browser');

/** The playground as one page that loads nothing, and sends nothing: the compiler is in it. */
export async function playgroundPage(): Promise<string> {
  const options = playgroundExamples.map(
    ({ title }, index) => `<option value="${index}">${title}</option>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline' 'unsafe-eval'; img-src data:">
<meta name="color-scheme" content="light dark">
<title>VRL playground</title>
<link rel="icon" href="data:,">
<style>${await readFile(join(browser, 'style.css'), 'utf8')}</style>
</head>
<body>
<header>
<h1>VRL playground</h1>
<p>Programs of <a href="https://vector.dev/docs/reference/vrl/">VRL</a>, Vector's language, compiled to JavaScript as Sluice ${version} does it. All of it happens in this page: nothing that you type leaves it.</p>
<div class="bar">
<label for="example">Example</label>
<select id="example">${options.join('')}</select>
<button type="button" id="share">Copy link</button>
<p id="status" role="status"></p>
<p id="shared" role="status"></p>
</div>
</header>
<main>
<section aria-label="What goes in">
<label for="program">Program</label>
<div class="editor"><pre id="marks" aria-hidden="true"></pre>
<textarea id="program" spellcheck="false" autocapitalize="off" autocomplete="off" wrap="off" aria-describedby="diagnostics"></textarea></div>
<label for="events">Events: one JSON text, or one a line</label>
<textarea id="events" spellcheck="false" autocapitalize="off" autocomplete="off" wrap="off"></textarea>
<label for="metadata">Metadata (%) of each event: a JSON object, or nothing</label>
<textarea id="metadata" spellcheck="false" autocapitalize="off" autocomplete="off" wrap="off"></textarea>
</section>
<section aria-label="What comes out">
<h2>Result</h2>
<div id="result"></div>
<h2 id="diagnostics-title">Diagnostics</h2>
<pre id="diagnostics" tabindex="0" role="group" aria-labelledby="diagnostics-title"></pre>
<details open><summary id="code-title">Generated JavaScript</summary>
<p class="quiet">The function that a package holds for this program: it is called with each event, and reads and writes only the fields that the program names. What it calls stands in the first line; a package holds of these only the ones that its programs use. Nothing of VRL is read while it runs.</p>
<pre id="code" tabindex="0" role="group" aria-labelledby="code-title"></pre></details>
</section>
</main>
<footer><p>The result is what <code>sluice vrl</code> prints. In a pipeline <code>now()</code> is when the epoch was opened and chance is seeded by the record's place; here they are this browser's. Not here are <code>encode_zstd</code>, and what reads files: <code>parse_proto</code>, <code>encode_proto</code>, <code>validate_json_schema</code>, files of <code>parse_groks</code>, enrichment tables.</p></footer>
<script>${await script()}</script>
</body>
</html>
`;
}

async function script(): Promise<string> {
  return pageScript(join(browser, 'app.ts'), {
    // names of the generated code's functions are asked for by text, and a compiler's errors by class
    keepNames: true,
    inject: [join(browser, 'stand-ins/globals.ts')],
    plugins: [playgroundModules],
  });
}

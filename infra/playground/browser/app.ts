import { playgroundExamples } from '../examples.ts';
import { indented } from './indented.ts';
import { markedProgram } from './marked-program.ts';
import { type Outcome, runProgram } from './run-program.ts';
import { fromFragment, toFragment, type Typed } from './share.ts';

const program = element('program', HTMLTextAreaElement);
const events = element('events', HTMLTextAreaElement);
const metadata = element('metadata', HTMLTextAreaElement);
const marks = element('marks', HTMLElement);
const example = element('example', HTMLSelectElement);
const status = element('status', HTMLElement);
const shared = element('shared', HTMLElement);
const result = element('result', HTMLElement);
const diagnostics = element('diagnostics', HTMLElement);
const code = element('code', HTMLElement);

/** So long nothing is typed before it is compiled: a program takes about a millisecond. */
const quietMs = 120;
let timer: ReturnType<typeof setTimeout> | undefined;

function element<T extends HTMLElement>(id: string, type: abstract new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new TypeError(`the page has no ${id}`);
}

function show(typed: Typed): void {
  program.value = typed.program;
  events.value = typed.events;
  metadata.value = typed.metadata;
  run();
}

function run(): void {
  clearTimeout(timer);
  const typed = { program: program.value, events: events.value, metadata: metadata.value };
  const ran = runProgram(typed.program, typed.events, typed.metadata);
  history.replaceState(null, '', toFragment(typed));
  shared.textContent = '';
  program.setAttribute('aria-invalid', String(!ran.compiles));
  events.setAttribute('aria-invalid', String(ran.inputFault !== null));
  marks.replaceChildren(...markedProgram(typed.program, ran.marks));
  scrollMarks();
  diagnostics.textContent = ran.diagnostics.trim() === '' ? 'None.' : ran.diagnostics.trim();
  diagnostics.classList.toggle('bad', !ran.compiles);
  code.textContent =
    ran.code === '' ? 'There is none: the program does not compile.' : indented(ran.code);
  const items = ran.outcomes.map(outcomeItem);
  if (ran.inputFault !== null) items.push(paragraph('bad', ran.inputFault));
  result.replaceChildren(...items);
  if (!ran.compiles) {
    result.replaceChildren(paragraph('bad', 'The program does not compile: see the diagnostics.'));
  }
  status.textContent = statusOf(ran);
}

function statusOf({ compiles, inputFault, outcomes }: ReturnType<typeof runProgram>): string {
  if (!compiles) return 'Does not compile';
  if (inputFault !== null) return 'What goes in is no JSON';
  const stopped = outcomes.filter((one) => one.stopped !== null).length;
  const count = `${outcomes.length} ${outcomes.length === 1 ? 'event' : 'events'}`;
  return stopped === 0 ? `Compiles; ${count}` : `Compiles; ${count}, of which ${stopped} stopped`;
}

function outcomeItem(
  { event, logged, metadata: kept, stopped, value }: Outcome,
  index: number,
): HTMLElement {
  const item = document.createElement('article');
  const heading = document.createElement('h3');
  heading.textContent = `Event ${index + 1}`;
  item.append(heading);
  if (stopped === null) {
    item.append(labelled('becomes', event));
    if (kept !== '') item.append(labelled('metadata becomes', kept));
    if (value !== event) item.append(labelled('the last expression gives', value));
  } else item.append(labelled('stops', stopped, 'bad'));
  if (logged.length > 0) item.append(labelled('logs', logged.join('\n')));
  return item;
}

function labelled(label: string, text: string, kind = ''): HTMLElement {
  const figure = document.createElement('figure');
  const caption = document.createElement('figcaption');
  const shown = document.createElement('pre');
  caption.textContent = label;
  shown.textContent = text;
  shown.className = kind;
  figure.append(caption, shown);
  return figure;
}

function paragraph(kind: string, text: string): HTMLElement {
  const made = document.createElement('p');
  made.className = kind;
  made.textContent = text;
  return made;
}

async function share(): Promise<void> {
  run();
  // where the clipboard is closed to us it may take for ever to say so
  shared.textContent = 'The link is the address of this page: it holds the program and the events.';
  try {
    await navigator.clipboard.writeText(location.href);
    shared.textContent = 'The link is copied: it holds the program and the events.';
  } catch {
    // the address is there all the same
  }
}

/** The marks lie below the text, and go with it. */
function scrollMarks(): void {
  marks.scrollTo(program.scrollLeft, program.scrollTop);
}

function later(): void {
  clearTimeout(timer);
  timer = setTimeout(run, quietMs);
}

function showFragment(): boolean {
  const typed = fromFragment(location.hash);
  if (typed !== null) show(typed);
  return typed !== null;
}

program.addEventListener('input', later);
events.addEventListener('input', later);
metadata.addEventListener('input', later);
program.addEventListener('scroll', scrollMarks);
example.addEventListener('change', () => {
  const chosen = playgroundExamples[Number(example.value)];
  if (chosen !== undefined) show({ metadata: '', ...chosen });
});
element('share', HTMLButtonElement).addEventListener('click', () => void share());
addEventListener('hashchange', showFragment);
// for the console, and for whoever tests the page
Object.assign(globalThis, { runProgram });
const [first] = playgroundExamples;
if (!showFragment() && first !== undefined) show({ metadata: '', ...first });

import type { Emit, TelemetryEvent } from '../../../shared/telemetry/events.ts';

/** What a try-out came to, gathered from the engine's events. */
export class Summary {
  records = 0;
  #dropped = 0;
  #merged = 0;
  #shown = 0;
  readonly #stored = { events: 0, objects: 0, bytes: 0 };
  readonly #deadLetters = { events: 0, objects: 0 };
  readonly #rejections = new Map<string, { records: number; readonly first: string }>();

  readonly emit: Emit = (event) => this.#take(event);

  #take(event: TelemetryEvent): void {
    if (event.name === 'object_stored') {
      const count = event.deadLetter ? this.#deadLetters : this.#stored;
      count.events += event.events;
      count.objects += 1;
      if (!event.deadLetter) this.#stored.bytes += event.bytes;
    } else if (event.name === 'events_shown') {
      this.#shown += event.events;
    } else if (event.name === 'records_dropped') {
      if (event.reason === 'merged') this.#merged += event.records;
      else this.#dropped += event.records;
    } else if (event.name === 'records_rejected') {
      const known = this.#rejections.get(event.code);
      if (known === undefined) {
        const first = `${event.topic}/${event.partition} offset ${event.offset}: ${event.reason}`;
        this.#rejections.set(event.code, { records: event.records, first });
      } else {
        known.records += event.records;
      }
    }
  }

  /** For people; nothing of an event in it. */
  text(output: string): string {
    const { events, objects, bytes } = this.#stored;
    const lines = [
      `read          ${plural(this.records, 'record')}`,
      `stored        ${plural(events, 'event')} in ${plural(objects, 'object')}, ${plural(bytes, 'byte')}, below ${output}`,
      `dead letters  ${plural(this.#deadLetters.events, 'record')} in ${plural(this.#deadLetters.objects, 'object')}`,
      `dropped       ${plural(this.#dropped, 'record')}`,
    ];
    if (this.#merged > 0) lines.push(`merged        ${plural(this.#merged, 'record')} into others`);
    if (this.#shown > 0)
      lines.push(`shown         ${plural(this.#shown, 'event')}, or in files, or counted`);
    for (const [code, { records, first }] of this.#rejections) {
      lines.push(`  ${code}  ${plural(records, 'record')}, the first: ${first}`);
    }
    return `${lines.join('\n')}\n`;
  }
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

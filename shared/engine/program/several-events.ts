import type { Rejection } from '../../record.ts';

/**
 * The events of a record that gives several. Each goes on by itself, as in Vector; what is rejected of them becomes one
 * dead letter for each component and code, which names them by their places and holds the record once: a record of a
 * thousand events that all fail makes one letter, not a thousand copies of itself.
 */
export class SeveralEvents {
  /** Of the event under way, see Rejection.events; empty: the record as a whole. */
  place = '';
  readonly #meant: readonly string[] | null;
  readonly #reached = new Set<string>();
  readonly #rejections = new Map<string, { readonly of: Rejection; readonly events: string[] }>();

  /** @param meant of a record that is replayed: its events that are missing; null: all are meant */
  constructor(meant: readonly string[] | null) {
    this.#meant = meant;
  }

  /** Whether the event under way is one of those that are meant. */
  get isMeant(): boolean {
    if (this.#meant === null) return true;
    const { place } = this;
    const found = this.#meant.find((one) => place === one || place.startsWith(`${one}.`));
    if (found !== undefined) this.#reached.add(found);
    return found !== undefined;
  }

  /** Takes note; it is told when all events have gone their ways. */
  reject(rejection: Rejection): void {
    const { place } = this;
    if (place !== '' && !this.isMeant && !this.#isAbove(place)) return;
    const key = `${rejection.stage} ${rejection.component} ${rejection.code} ${place === ''}`;
    const known = this.#rejections.get(key);
    if (known === undefined) this.#rejections.set(key, { of: rejection, events: [place] });
    else known.events.push(place);
  }

  /** What was rejected, in the order in which it began; of what is replayed, what does not come any more, too. */
  *rejections(source: string): Iterable<Rejection> {
    for (const { of: rejection, events } of this.#rejections.values()) {
      yield events[0] === '' ? rejection : { ...rejection, events };
    }
    const gone = this.#meant?.filter((one) => !this.#reached.has(one)) ?? [];
    if (gone.length === 0 || this.#rejections.size > 0) return;
    yield {
      stage: 'transform',
      component: source,
      code: 'TRANSFORM_REJECTED',
      reason: `the record does not give the event ${gone.join(', ')} any more`,
      events: gone,
    };
  }

  #isAbove(place: string): boolean {
    return this.#meant?.some((one) => one.startsWith(`${place}.`)) === true;
  }
}

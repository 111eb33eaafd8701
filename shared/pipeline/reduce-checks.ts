import type { Faults } from './faults.ts';
import type { PipelineModel } from './model.ts';

/** Where a pipeline with a `reduce` cannot do what it promises: an event of several records is not one record. */
export function checkReduces(model: PipelineModel, faults: Faults): void {
  for (const name of reducesOf(model)) {
    const above = sourcesAbove(model, name);
    const below = sinksBelow(model, name);
    const rejections = [
      ...[...model.sources].map(([key, one]) => ({ key, kind: 'sources', of: above, ...one })),
      ...[...model.sinks].map(([key, one]) => ({ key, kind: 'sinks', of: below, ...one })),
    ];
    for (const { key, kind, of, onRejection } of rejections) {
      const path = `${kind}.${key}.onRejection`;
      if (onRejection.action !== 'stop' || !of.has(key) || !faults.settled(path)) continue;
      faults.add(
        path,
        `got the action 'stop'; allowed: 'dead_letter' or 'drop' with transforms.${name}, because the records of a group may lie far from each other, and nothing can stop in front of all of them`,
      );
    }
  }
}

/** Names of the transforms of this type. */
export function reducesOf({ transforms }: PipelineModel): readonly string[] {
  return [...transforms].flatMap(([name, { type }]) => (type === 'reduce' ? [name] : []));
}

function sourcesAbove({ transforms }: PipelineModel, component: string): ReadonlySet<string> {
  const above = new Set([component]);
  // grows while it is gone through
  for (const name of above) {
    for (const input of transforms.get(name)?.inputs ?? []) above.add(componentOf(input));
  }
  return above;
}

function sinksBelow({ sinks, transforms }: PipelineModel, component: string): ReadonlySet<string> {
  const below = new Set([component]);
  for (const name of below) {
    for (const [reader, { inputs }] of [...transforms, ...sinks]) {
      if (inputs.some((input) => componentOf(input) === name)) below.add(reader);
    }
  }
  return below;
}

/** Whose output it is; names have no dots. */
function componentOf(input: string): string {
  return input.split('.', 1)[0] ?? input;
}

import { cloneEvent } from '../../../shared/engine/program/clone-event.ts';
import {
  dropped,
  type Event,
  type Gate,
  type Groups,
  type Origin,
  type ProgramContext,
  Reject,
  Rerouted,
  type TransformModel,
} from '../../../shared/transform/model.ts';
import {
  normalizeCondition,
  normalizeResult,
  normalizeResults,
} from '../../../shared/transform/outcome.ts';

export type Transforms = ReadonlyMap<string, TransformModel>;

/** Of no record: what programs ask for has to be the same in every run. */
const context: ProgramContext = {
  topic: 'test',
  partition: 0,
  offset: 0n,
  timestampMs: 0,
  openedAtMs: 0,
  timestampField: null,
  place: '',
};

/** What transforms remember, by their names. */
interface Remembered {
  readonly gates: Map<string, Gate>;
  readonly groups: Map<string, Groups<Origin>>;
}

/**
 * Sends events through transforms from where they are inserted on. Groups that are open then end, as those of an epoch do.
 * @returns by the names of outputs (`route.output`) what came out of them
 */
export function runTransforms(
  inputs: readonly { readonly insertAt: readonly string[]; readonly event: Event }[],
  transforms: Transforms,
): ReadonlyMap<string, readonly Event[]> {
  const outputs = new Map<string, Event[]>();
  const remembered: Remembered = { gates: new Map(), groups: new Map() };
  const give = (output: string, event: Event): void => {
    const events = outputs.get(output);
    if (events === undefined) outputs.set(output, [cloneEvent(event)]);
    else events.push(cloneEvent(event));
    for (const [name, { inputs: read }] of transforms) {
      if (read.includes(output)) enter(name, cloneEvent(event));
    }
  };
  const enter = (name: string, event: Event): void => {
    const transform = transforms.get(name);
    if (transform !== undefined) runTransform(name, transform, event, give, remembered);
  };
  for (const { insertAt, event } of inputs) {
    for (const name of insertAt) enter(name, cloneEvent(event));
  }
  for (const name of inOrder(transforms)) {
    for (const { event } of remembered.groups.get(name)?.end() ?? []) give(name, event);
  }
  return outputs;
}

/** Names of transforms, each behind those that it reads. */
function inOrder(transforms: Transforms): Iterable<string> {
  const ordered = new Set<string>();
  const add = (name: string): void => {
    const transform = transforms.get(name);
    if (transform === undefined || ordered.has(name)) return;
    for (const input of transform.inputs) add(input.split('.', 1)[0] ?? input);
    ordered.add(name);
  };
  for (const name of transforms.keys()) add(name);
  return ordered;
}

function runTransform(
  name: string,
  transform: TransformModel,
  event: Event,
  give: (output: string, event: Event) => void,
  { gates, groups }: Remembered,
): void {
  try {
    switch (transform.type) {
      case 'remap': {
        const result = transform.program(event, context);
        if (result === dropped) return;
        if (result instanceof Rerouted) give(`${name}.dropped`, result.event);
        else if (Array.isArray(result)) {
          for (const one of normalizeResults(result)) give(name, one);
        } else give(name, normalizeResult(result, event));
        return;
      }
      case 'filter':
        if (normalizeCondition(transform.condition(event, context))) give(name, event);
        return;
      case 'sample':
      case 'dedupe':
      case 'throttle': {
        const { exclude, open } = transform;
        const gate = gates.get(name) ?? open();
        gates.set(name, gate);
        const isExcluded = exclude !== null && normalizeCondition(exclude(event, context));
        if (isExcluded || gate(event, context)) give(name, event);
        return;
      }
      case 'reduce': {
        const { startsWhen, endsWhen, open } = transform;
        const reduce = groups.get(name) ?? open();
        groups.set(name, reduce);
        const [starts = false, ends = false] = [startsWhen, endsWhen].map(
          (is) => is !== null && normalizeCondition(is(event, context)),
        );
        for (const ended of reduce.add(event, context, { starts, ends }, [])) {
          give(name, ended.event);
        }
        return;
      }
      case 'route': {
        const holding = [...transform.routes].filter(([, condition]) =>
          normalizeCondition(condition(event, context)),
        );
        const taken = transform.exclusive ? holding.slice(0, 1) : holding;
        for (const [output] of taken) give(`${name}.${output}`, event);
        if (taken.length === 0) give(`${name}._unmatched`, event);
        return;
      }
    }
  } catch (thrown) {
    // the event is a dead letter, which is no output
    if (!(thrown instanceof Reject)) throw thrown;
  }
}

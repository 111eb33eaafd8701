import { observeProgram } from '../../transform/record-operations.ts';
import { didYouMean, shown, type Faults } from '../faults.ts';
import { isPlainObject, joined, type ReadContext } from '../options/read-options.ts';
import type { FindProgram } from '../programs.ts';
import { readGate } from './gates.ts';
import { readReduce } from './reduce.ts';
import { readVrlCondition } from './vrl-condition.ts';
import { withEnvironment } from './program-variables.ts';
import { readVrlRemap, vrlOptions } from './vrl-remap.ts';
import type { NamedCondition, RemapFunction, TransformModel } from '../../transform/model.ts';

/** Of those whose names are not looked at elsewhere. */
const optionsOf = {
  remap: ['type', 'inputs', 'program', ...vrlOptions],
  filter: ['type', 'inputs', 'condition'],
  route: ['type', 'inputs', 'routes', 'exclusive'],
} as const;

/** The names of a route's outputs; empty where it has none that can be read. */
export function routeNames(raw: unknown): readonly string[] {
  return isPlainObject(raw) && raw['type'] === 'route' && isPlainObject(raw['routes'])
    ? Object.keys(raw['routes'])
    : [];
}

const gates = ['sample', 'dedupe', 'throttle'] as const;

export interface TransformContext extends ReadContext {
  readonly programs?: FindProgram | undefined;
  /** Another transform gets its events, or a sink writes times as numbers: VRL's times are not to become text before. */
  readonly keepsTimes: boolean;
  /** Another transform gets its events. */
  readonly isObserved: boolean;
}

/** Reads one transform as `remap`, `filter` or another of these functions made it; null where it has a fault. */
export function readTransform(
  raw: unknown,
  inputs: readonly string[],
  path: string,
  context: TransformContext,
): TransformModel | null {
  const { faults } = context;
  const programs = withEnvironment(context.programs, context.env);
  if (!isPlainObject(raw)) {
    faults.add(
      path,
      `got ${shown(path, raw)}; allowed: what remap({ … }) or another function of transforms gives`,
    );
    return null;
  }
  const { type } = raw;
  const gate = gates.find((one) => one === type);
  if (gate !== undefined) {
    const given = raw['exclude'];
    const exclude =
      given === undefined ? null : readCondition(given, `${path}.exclude`, faults, programs);
    return readGate(raw, { type: gate, inputs, exclude, path }, context);
  }
  if (type === 'reduce') return readReduce(raw, inputs, path, context, readCondition);
  if (type !== 'remap' && type !== 'filter' && type !== 'route') {
    const known = [...Object.keys(optionsOf), ...gates, 'reduce'];
    const hint = typeof type === 'string' ? didYouMean(type, known) : '';
    faults.add(`${path}.type`, `got ${shown(path, type)}${hint}; allowed: ${known.join(', ')}`);
    return null;
  }
  for (const name of Object.keys(raw)) {
    const known: readonly string[] = optionsOf[type];
    if (!known.includes(name)) {
      faults.add(
        joined(path, name),
        `no such option${didYouMean(name, known)}; allowed: ${known.join(', ')}`,
      );
    }
  }
  if (type === 'remap') {
    if (vrlOptions.some((name) => raw[name] !== undefined)) {
      return readVrlRemap(raw, inputs, path, faults, programs, context);
    }
    const program = readFunction(raw['program'], `${path}.program`, faults);
    if (program === null) return null;
    const remap = program as RemapFunction;
    return {
      type,
      inputs,
      program: remap,
      source: null,
      rerouteDropped: false,
      ...observeProgram(remap),
    };
  }
  if (type === 'filter') {
    const condition = readCondition(raw['condition'], `${path}.condition`, faults, programs);
    return condition === null ? null : { type, inputs, condition };
  }
  const { exclusive = false } = raw;
  if (typeof exclusive !== 'boolean') {
    faults.add(`${path}.exclusive`, `got ${shown(path, exclusive)}; allowed: true or false`);
  }
  const routes = readRoutes(raw['routes'], `${path}.routes`, faults, programs);
  return { type, inputs, routes, exclusive: exclusive === true };
}

/** A function, or a text of VRL. */
function readCondition(
  raw: unknown,
  path: string,
  faults: Faults,
  programs: FindProgram | undefined,
): NamedCondition | null {
  if (typeof raw === 'string') return readVrlCondition(raw, path, faults, programs);
  return readFunction(raw, path, faults) as NamedCondition | null;
}

/** Whether a remap has an output for what it drops. */
export function reroutesDropped(raw: unknown): boolean {
  return isPlainObject(raw) && raw['type'] === 'remap' && raw['rerouteDropped'] === true;
}

function readRoutes(
  raw: unknown,
  path: string,
  faults: Faults,
  programs: FindProgram | undefined,
): ReadonlyMap<string, NamedCondition> {
  const routes = new Map<string, NamedCondition>();
  if (!isPlainObject(raw) || Object.keys(raw).length === 0) {
    faults.add(
      path,
      `got ${shown(path, raw)}; allowed: an object of conditions by name, one or more`,
    );
    return routes;
  }
  for (const [name, value] of Object.entries(raw)) {
    if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(name)) {
      faults.add(
        joined(path, name),
        'is no name for an output; allowed: A-Z a-z 0-9 _ -, a letter first',
      );
    }
    const condition = readCondition(value, joined(path, name), faults, programs);
    if (condition !== null) routes.set(name, condition);
  }
  return routes;
}

/** A function that is called per event and must answer at once. */
function readFunction(raw: unknown, path: string, faults: Faults): unknown {
  if (typeof raw !== 'function') {
    faults.add(path, `got ${shown(path, raw)}; allowed: a function of the event`);
    return null;
  }
  // The compiler takes an async function where a void one is asked for; its errors would be lost.
  const kind = Object.prototype.toString.call(raw);
  if (kind !== '[object Function]') {
    faults.add(
      path,
      'got an async function or a generator; allowed: a plain function, records are not waited for',
    );
    return null;
  }
  return raw;
}

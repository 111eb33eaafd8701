import { SluiceError } from '../../../shared/errors.ts';
import { type Environment, interpolate } from '../../../shared/pipeline/environment.ts';
import { didYouMean } from '../../../shared/pipeline/faults.ts';
import type { PipelineModel } from '../../../shared/pipeline/model.ts';
import type { Event } from '../../../shared/transform/model.ts';
import {
  elementsOf,
  fieldsOf,
  placeText,
  plainOf,
  textOf,
  type Tree,
} from '../../../shared/vector/text/tree.ts';
import { type Assertion, compileAssertion, eventOfProgram } from './assertion.ts';

/** One test as Vector has it. */
export interface PipelineTest {
  readonly name: string;
  readonly inputs: readonly { readonly insertAt: readonly string[]; readonly event: Event }[];
  /** One event of these outputs has to meet all of its conditions. */
  readonly outputs: readonly {
    readonly from: readonly string[];
    readonly conditions: readonly Assertion[];
  }[];
  readonly noOutputsFrom: readonly string[];
}

/**
 * Reads the tests of a configuration.
 * @throws {SluiceError} CONFIG_INVALID with every fault at once
 */
export function readTests(
  tree: Tree | undefined,
  { transforms }: Pick<PipelineModel, 'transforms'>,
  env: Environment,
): readonly PipelineTest[] {
  const reader = new TestReader(transforms, env);
  const tests = (elementsOf(tree) ?? []).map((test) => reader.read(test));
  reader.throwIfAny();
  return tests;
}

class TestReader {
  readonly #transforms: PipelineModel['transforms'];
  readonly #env: Environment;
  readonly #faults: string[] = [];

  constructor(transforms: PipelineModel['transforms'], env: Environment) {
    this.#transforms = transforms;
    this.#env = env;
  }

  throwIfAny(): void {
    if (this.#faults.length === 0) return;
    const lines = this.#faults.map((fault) => `  - ${fault}`);
    throw new SluiceError('CONFIG_INVALID', ['The tests have faults:', ...lines].join('\n'));
  }

  read(tree: Tree): PipelineTest {
    const fields = this.#fields(tree, ['name', 'input', 'inputs', 'outputs', 'no_outputs_from']);
    const one = fields.get('input');
    const inputs = [...(one === undefined ? [] : [one]), ...listOf(fields.get('inputs'))];
    if (inputs.length === 0) this.#fault(tree, 'has no inputs');
    const outputs = listOf(fields.get('outputs'));
    const noOutputsFrom = this.#names(fields.get('no_outputs_from'));
    if (outputs.length === 0 && noOutputsFrom.length === 0) {
      this.#fault(tree, 'has neither outputs nor no_outputs_from, so it cannot fail');
    }
    return {
      name: textOf(fields.get('name')) ?? 'without a name',
      inputs: inputs.map((input) => this.#input(input)),
      outputs: outputs.map((output) => this.#output(output)),
      noOutputsFrom,
    };
  }

  #input(tree: Tree): PipelineTest['inputs'][number] {
    const known = ['insert_at', 'type', 'value', 'log_fields', 'source'];
    const fields = this.#fields(tree, known);
    const insertAt = this.#names(fields.get('insert_at'));
    for (const name of insertAt) {
      if (this.#transforms.has(name)) continue;
      const all = [...this.#transforms.keys()];
      this.#fault(
        fields.get('insert_at') ?? tree,
        `there is no transform '${name}'${didYouMean(name, all)}; known: ${all.join(', ')}`,
      );
    }
    if (insertAt.length === 0) this.#fault(tree, 'says no insert_at');
    return { insertAt, event: this.#event(tree, fields) };
  }

  #event(tree: Tree, fields: ReadonlyMap<string, Tree>): Event {
    const type = textOf(fields.get('type')) ?? 'raw';
    if (type === 'raw') return { message: this.#text(fields.get('value'), tree, 'value') };
    if (type === 'log') return this.#logEvent(fields.get('log_fields'), tree);
    if (type === 'vrl') {
      const made = eventOfProgram(this.#text(fields.get('source'), tree, 'source'));
      if ('fault' in made) this.#fault(fields.get('source') ?? tree, made.fault);
      else return made.event;
    } else {
      this.#fault(fields.get('type') ?? tree, `got the type '${type}'; allowed: raw, log, vrl`);
    }
    return {};
  }

  /** Names may be paths: `place.lat`. */
  #logEvent(tree: Tree | undefined, input: Tree): Event {
    const fields = fieldsOf(tree);
    if (fields === null) this.#fault(tree ?? input, 'has no log_fields');
    const event: Event = {};
    for (const [path, value] of fields ?? []) {
      const names = [...path.matchAll(/"([^"]*)"|([^.]+)/g)].map(([, a, b]) => a ?? b ?? '');
      const last = names.pop() ?? '';
      let at = event;
      for (const name of names) at = (at[name] ??= {}) as Event;
      at[last] = this.#settled(plainOf(value)) as Event[string];
    }
    return event;
  }

  #output(tree: Tree): PipelineTest['outputs'][number] {
    const fields = this.#fields(tree, ['extract_from', 'conditions']);
    const from = this.#names(fields.get('extract_from'));
    if (from.length === 0) this.#fault(tree, 'says no extract_from');
    const conditions = listOf(fields.get('conditions')).flatMap((condition) =>
      this.#condition(condition),
    );
    return { from, conditions };
  }

  #condition(tree: Tree): readonly Assertion[] {
    const fields = fieldsOf(tree);
    const type = textOf(fields?.get('type')) ?? 'vrl';
    if (type !== 'vrl') {
      this.#fault(tree, `got a condition of the type '${type}'; allowed: vrl`);
      return [];
    }
    const at = fields === null ? tree : fields.get('source');
    const compiled = compileAssertion(this.#text(at, tree, 'source'));
    if (typeof compiled === 'function') return [compiled];
    this.#fault(at ?? tree, compiled.fault);
    return [];
  }

  #names(tree: Tree | undefined): readonly string[] {
    if (tree === undefined) return [];
    return (elementsOf(tree) ?? [tree]).map((one) => this.#text(one, one, 'name'));
  }

  #text(tree: Tree | undefined, around: Tree, what: string): string {
    const text = textOf(tree);
    if (text === null) this.#fault(tree ?? around, `has no text as ${what}`);
    return String(this.#settled(text ?? ''));
  }

  #settled(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((one) => this.#settled(one));
    if (typeof value === 'object' && value !== null) {
      const entries = Object.entries(value).map(([name, one]) => [name, this.#settled(one)]);
      return Object.fromEntries(entries);
    }
    if (typeof value !== 'string') return value;
    const result = interpolate(value, this.#env);
    return result.kind === 'text' ? result.text : '';
  }

  #fields(tree: Tree, known: readonly string[]): ReadonlyMap<string, Tree> {
    const fields = fieldsOf(tree);
    if (fields === null) this.#fault(tree, `is no object of ${known.join(', ')}`);
    for (const [name, field] of fields ?? []) {
      if (known.includes(name)) continue;
      this.#fault(
        field,
        `tests have no '${name}' here${didYouMean(name, known)}; allowed: ${known.join(', ')}`,
      );
    }
    return fields ?? new Map();
  }

  #fault({ place }: Tree, message: string): void {
    this.#faults.push(`${placeText(place)}: ${message}`);
  }
}

function listOf(tree: Tree | undefined): readonly Tree[] {
  return elementsOf(tree) ?? [];
}

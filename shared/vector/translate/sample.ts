import { shown } from '../../pipeline/faults.ts';
import type { Condition, RemapFunction } from '../../transform/model.ts';
import { plainOf, type Tree } from '../text/tree.ts';
import type { Draft } from './apply-rules.ts';
import { translateCondition } from './conditions.ts';
import { optionsOf, readText } from './read-values.ts';
import type { TransformPlace } from './transforms.ts';
import type { Translation } from './translation.ts';

/**
 * `sample`: one record of N of each partition, by its offset. Vector counts events as they come, which a retry would count
 * otherwise. What is kept gets the rate as a field, so a filter and a remap do it.
 */
export function translateSample(
  tree: Tree,
  { name, path, inputs, timezone }: TransformPlace,
  translation: Translation,
): Readonly<Record<string, Draft>> {
  const options = optionsOf(tree);
  const rateTree = options.get('rate');
  const rate = rateTree?.value;
  if (typeof rate !== 'number' || !Number.isInteger(rate) || rate < 1) {
    const got = rateTree === undefined ? 'is missing' : `got ${shown(path, plainOf(rateTree))}`;
    translation.fault(
      rateTree?.place ?? tree.place,
      `${path}.rate`,
      `${got}; give a whole number, 1 or more`,
    );
    return {};
  }
  const excludeTree = options.get('exclude');
  const exclude =
    excludeTree === undefined
      ? null
      : translateCondition(excludeTree, `${path}.exclude`, timezone, translation);
  const key =
    readText(options.get('sample_rate_key'), `${path}.sample_rate_key`, translation) ??
    'sample_rate';
  const excluded = exclude === null ? null : (exclude.compiled.run as Condition);
  const every = BigInt(rate);
  const imports = exclude === null ? '' : `import excluded from 'sluice:program/${exclude.id}';\n`;
  const isExcluded = exclude === null ? 'false' : 'excluded(event, context)';
  const rules = (what: string): string =>
    JSON.stringify([what, rate, key, exclude === null ? null : exclude.compiled.rules]);
  const kept = translation.add({
    module: `${imports}export default (event, context) => ${isExcluded} || context.offset % ${rate}n === 0n;\n`,
    run: (event, context) => excluded?.(event, context) === true || context.offset % every === 0n,
    rules: rules('sampled'),
  });
  translation.note(
    tree.place,
    path,
    'a filter on the offset',
    `one record of ${rate} of each partition, the same ones in a retry`,
  );
  const filterName = key === '' ? name : `${name}_sampled`;
  const filter: Draft = {
    type: 'filter',
    inputs,
    condition: translation.use(kept, `transforms.${filterName}.condition`),
  };
  if (key === '') return { [name]: filter };
  const told: RemapFunction = (event, context) => {
    if (excluded?.(event, context) !== true) event[key] = String(rate);
  };
  const teller = translation.add({
    module: `${imports}export default (event, context) => {
  if (!${isExcluded}) event[${JSON.stringify(key)}] = '${rate}';
};\n`,
    run: told,
    rules: rules('told'),
  });
  const program = translation.use(teller, `transforms.${name}.program`);
  return { [filterName]: filter, [name]: { type: 'remap', inputs: [filterName], program } };
}

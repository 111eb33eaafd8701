import { didYouMean } from '../../pipeline/faults.ts';
import { fieldsOf, type TextFault, textOf, type Tree } from '../text/tree.ts';
import { readAggregator } from './aggregator.ts';
import type { Draft } from './apply-rules.ts';
import { configsOfMap, isHelmValues } from './manifests.ts';

/** What the documents of a configuration come to, resources of vector-operator taken apart. */
export interface Unpacked {
  /** Configurations in Vector's own form. */
  readonly trees: readonly Tree[];
  /** Of the resource that holds the pipeline. */
  readonly name: string | null;
  /** For the Helm chart: what an aggregator says of its pods. */
  readonly chart: Draft | null;
  /** Options of the process that an aggregator says. */
  readonly process: Draft;
  readonly remarks: readonly {
    readonly tree: Tree;
    readonly path: string;
    readonly remark: string;
  }[];
}

const ofVectorsChart =
  "is of Vector's Helm chart; what it says of pods belongs into the values of Sluice's";

const pipelines = ['VectorPipeline', 'ClusterVectorPipeline'];
const aggregators = ['VectorAggregator', 'ClusterVectorAggregator'];

/**
 * Takes resources of vector-operator apart, and what else holds a configuration in Kubernetes: a ConfigMap, and the values
 * of Vector's Helm chart. What is none of these stays as it is.
 */
export function unpackResources(documents: readonly Tree[], faults: TextFault[]): Unpacked {
  const trees: Tree[] = [];
  const names: { name: string; tree: Tree }[] = [];
  const remarks: { tree: Tree; path: string; remark: string }[] = [];
  const process: Draft = {};
  let chart = null as Draft | null;
  const maps = new Map(documents.map((document) => [document, configsOfMap(document, faults)]));
  const hasMap = [...maps.values()].some((configs) => configs.length > 0);
  for (const document of documents) {
    const fields = fieldsOf(document);
    const kind = fields?.get('kind');
    const inMap = maps.get(document) ?? [];
    if (inMap.length > 0) {
      trees.push(...inMap);
      continue;
    }
    const custom = isHelmValues(fields) ? fields?.get('customConfig') : undefined;
    if (fields !== null && custom !== undefined) {
      trees.push(custom);
      for (const [path, tree] of fields) {
        if (path !== 'customConfig') remarks.push({ tree, path, remark: ofVectorsChart });
      }
      continue;
    }
    if (fields === null || kind === undefined || !fields.has('apiVersion')) {
      trees.push(document);
      continue;
    }
    const word = textOf(kind) ?? '';
    const spec = fields.get('spec');
    if (pipelines.includes(word)) {
      const name = textOf(fieldsOf(fields.get('metadata'))?.get('name'));
      if (name !== null) names.push({ name, tree: document });
      trees.push(pipelineOf(document, spec, faults));
    } else if (aggregators.includes(word)) {
      const read = readAggregator(spec, faults);
      chart = { ...chart, ...read.chart };
      Object.assign(process, read.process);
      remarks.push(...read.remarks);
    } else if (hasMap) {
      remarks.push({
        tree: document,
        path: 'kind',
        remark: `a ${word} says nothing of the pipeline`,
      });
    } else {
      const known = [...pipelines, ...aggregators];
      const why =
        word === 'Vector'
          ? 'is of agents, which read the files of nodes; only Kafka is read here'
          : `is no resource that is known here${didYouMean(word, known)}`;
      faults.push({
        place: kind.place,
        message: `kind: '${word}' ${why}; allowed: ${known.join(', ')}, and a ConfigMap with a file of Vector's`,
      });
    }
  }
  if (names.length > 1) {
    faults.push({
      place: names[1]!.tree.place,
      message: `these are ${names.length} pipelines (${names.map(({ name }) => name).join(', ')}), and a package runs one; give each a file of its own`,
    });
  }
  return { trees, name: names[0]?.name ?? null, chart, process, remarks };
}

function pipelineOf(document: Tree, spec: Tree | undefined, faults: TextFault[]): Tree {
  const fields = fieldsOf(spec);
  if (spec === undefined || fields === null) {
    faults.push({
      place: (spec ?? document).place,
      message: 'spec: is missing; it holds sources, transforms and sinks',
    });
    return { place: document.place, value: new Map() };
  }
  const known = ['sources', 'transforms', 'sinks'];
  for (const [name, field] of fields) {
    if (known.includes(name)) continue;
    faults.push({
      place: field.place,
      message: `spec.${name}: vector-operator has no such field${didYouMean(name, known)}; allowed: ${known.join(', ')}`,
    });
  }
  return spec;
}

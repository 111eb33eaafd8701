import { group, only, read, refused, type Rules } from './rule.ts';

const component: Rules = {
  type: read('`type`'),
  inputs: read('`inputs`; `*` stands for whatever it matches'),
  graph: group({ node_attributes: read('attributes of the node in `sluice graph`') }),
};

const logsOnly = 'is of metrics, which no Kafka record is here; leave it out';

/** The options of a `remap`, all of them. */
export const remapRules: Rules = {
  ...component,
  source: read('`program`: VRL, compiled to JavaScript when the pipeline is built'),
  file: read('`program`, from a file; paths are from the folder of the configuration'),
  files: refused('put the programs into one, or write a remap for each'),
  drop_on_error: read(
    'the event is rejected, and kept as a dead letter; Vector drops it. `false`: it goes on unchanged',
  ),
  drop_on_abort: read('the event is dropped, and counted. `false`: it goes on unchanged'),
  reroute_dropped: read('what is dropped goes to `name.dropped`, with the reason under `metadata`'),
  timezone: read('UTC; give `parse_timestamp` another zone in the program'),
  metric_tag_values: refused(logsOnly),
};

export const filterRules: Rules = {
  ...component,
  condition: read('`condition`: VRL, or `{ type: vrl, source }`'),
};

export const routeRules: Rules = {
  ...component,
  route: read('`routes`: each condition by the name of its output'),
  reroute_unmatched: read('`name._unmatched` is there unless it says false'),
};

export const exclusiveRouteRules: Rules = {
  ...component,
  routes: read('`routes`: an event goes to the first whose condition holds'),
};

/** Options that any condition of VRL takes. */
export const conditionRules: Rules = {
  type: only(['vrl'], 'write the condition in VRL'),
  source: read('the condition'),
};

/**
 * Run before the consumer (`node --import /app/rack-id.mjs …`): puts the zone of this machine, as the brokers call it,
 * into KAFKA_RACK_ID, so that records are fetched from the replica in it. Kubernetes gives a pod no label of its node; so
 * the zone is either SLUICE_ZONE (a label that Kubernetes 1.35 and newer copy onto the pod), or asked of the API server
 * (SLUICE_NODE and SLUICE_NODE_LABEL, with the right to get nodes). SLUICE_RACK_BY_ZONE, a JSON object, maps its name to
 * that of the brokers. Without a zone the leaders are read from, which costs traffic and nothing else.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { get as getPlain } from 'node:http';
import { get as getSecure } from 'node:https';
import { text } from 'node:stream/consumers';

const env = process.env;
const account = env.SLUICE_ACCOUNT_FOLDER ?? '/var/run/secrets/kubernetes.io/serviceaccount';

/** The label of the node that this pod runs on. The cluster's own authority vouches for this answer, and for nothing else. */
async function zoneOfNode(node) {
  const isPlain = env.SLUICE_API_SCHEME === 'http';
  const answer = await ask(isPlain ? getPlain : getSecure, {
    host: env.KUBERNETES_SERVICE_HOST ?? 'kubernetes.default.svc',
    port: env.KUBERNETES_SERVICE_PORT ?? 443,
    path: `/api/v1/nodes/${encodeURIComponent(node)}`,
    headers: { authorization: `Bearer ${readFileSync(`${account}/token`, 'utf8').trim()}` },
    signal: AbortSignal.timeout(10_000),
    agent: false,
    ...(isPlain ? {} : { ca: readFileSync(`${account}/ca.crt`) }),
  });
  const label = env.SLUICE_NODE_LABEL ?? 'topology.kubernetes.io/zone';
  return JSON.parse(answer).metadata?.labels?.[label] ?? '';
}

async function ask(get, options) {
  const [response] = await once(get(options), 'response');
  const body = await text(response);
  if (response.statusCode === 200) return body;
  throw new Error(`the API server answered ${response.statusCode}`);
}

// a thread has it from the process
if ((env.KAFKA_RACK_ID ?? '') === '') {
  try {
    const zone = env.SLUICE_ZONE || (env.SLUICE_NODE ? await zoneOfNode(env.SLUICE_NODE) : '');
    const racks = JSON.parse(env.SLUICE_RACK_BY_ZONE || '{}');
    const rack = racks[zone] ?? zone;
    if (rack === '') throw new Error('there is no such label');
    env.KAFKA_RACK_ID = rack;
  } catch (error) {
    const reason = error.cause?.message ?? error.message;
    process.stderr.write(
      `the zone of this machine is not known, so the leaders are read from: ${reason}\n`,
    );
  }
}

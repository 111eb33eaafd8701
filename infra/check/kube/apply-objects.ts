import type { AskKube, KubeAnswer } from './kube-client.ts';

export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
}

/** Applies one object. @returns what is wrong; what the server warns of is wrong, too */
export type Apply = (object: KubeObject, options: ApplyOptions) => Promise<readonly string[]>;

export interface ApplyOptions {
  readonly namespace: string;
  /** All but keeping it: defaults, validation, admission. */
  readonly isDry?: boolean;
}

/** Applies objects by the server's own names for them; what its schema does not know is refused. */
export function createApply(ask: AskKube): Apply {
  return async (object, { namespace, isDry = false }) => {
    const { apiVersion, kind, metadata } = object;
    const collection = await collectionOf(ask, object, namespace);
    if (collection === null)
      return [`${kind} ${metadata.name}: there is no ${kind} of ${apiVersion}`];
    const query = `fieldManager=check&fieldValidation=Strict${isDry ? '&dryRun=All' : ''}`;
    const answer = await ask('PATCH', `${collection}/${metadata.name}?${query}`, object);
    return faultsOf(answer).map((fault) => `${kind} ${metadata.name}: ${fault}`);
  };
}

function faultsOf({ status, body, warnings }: KubeAnswer): readonly string[] {
  if (status < 300) return warnings;
  const { message } = body as { readonly message?: string };
  return [message ?? `${status} ${JSON.stringify(body)}`];
}

/** The path below which objects of a kind are; null: the server does not know the kind. */
async function collectionOf(
  ask: AskKube,
  { apiVersion, kind, metadata }: KubeObject,
  namespace: string,
): Promise<string | null> {
  const base = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
  const { status, body } = await ask('GET', base);
  if (status !== 200) return null;
  const { resources } = body as {
    readonly resources: readonly { name: string; kind: string; namespaced: boolean }[];
  };
  const found = resources.find((each) => each.kind === kind && !each.name.includes('/'));
  if (found === undefined) return null;
  const within = found.namespaced ? `/namespaces/${metadata.namespace ?? namespace}` : '';
  return `${base}${within}/${found.name}`;
}

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A registry that is a table of answers by path; what a real one answers, test/shared/decode/registry asks. */
export interface TableRegistry {
  readonly url: string;
  /** Paths that were asked for, in their order. */
  readonly asked: readonly string[];
  readonly close: () => Promise<void>;
}

/** @param user who alone gets answers, as `user:password` */
export async function tableRegistry(
  answers: Readonly<Record<string, unknown>>,
  user: string,
): Promise<TableRegistry> {
  const asked: string[] = [];
  const server = createServer(({ url: path = '', headers }, response) => {
    asked.push(path);
    const isAllowed = headers.authorization === `Basic ${btoa(user)}`;
    const answer = isAllowed ? answers[path] : undefined;
    response.statusCode = isAllowed ? (answer === undefined ? 404 : 200) : 401;
    response.end(JSON.stringify(answer ?? { error_code: 40403 }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

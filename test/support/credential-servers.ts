import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import type { S3Address } from '../../infra/local/addresses.ts';

/**
 * In the places of AWS' services that give credentials, which exist nowhere else: it gives those of the S3 server, as
 * STS to whoever assumes a role, and as the address that a container has. What it was asked is in `asked`.
 */
export async function startCredentialServer(
  t: TestContext,
  { accessKeyId, secretAccessKey }: S3Address,
): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const expiration = new Date(Date.now() + 3_600_000).toISOString();
  const json = {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    Token: 't',
    Expiration: expiration,
  };
  const xml =
    '<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>' +
    `<AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${secretAccessKey}</SecretAccessKey>` +
    `<SessionToken>t</SessionToken><Expiration>${expiration}</Expiration>` +
    '</Credentials></AssumeRoleResult></AssumeRoleResponse>';
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    asked.push(`${request.method} ${request.url} ${await text(request)}`);
    const isSts = request.method === 'POST';
    response.writeHead(200, { 'content-type': isSts ? 'text/xml' : 'application/json' });
    response.end(isSts ? xml : JSON.stringify(json));
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

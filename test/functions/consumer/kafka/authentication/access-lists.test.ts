import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import kafkajs from 'kafkajs';
import type { AclEntry, AclFilter, AclResourceTypes } from 'kafkajs';
import type { SluiceError } from '../../../../../shared/errors.ts';
import { createTopic, uniqueName, withAdmin } from '../../../../support/topics.ts';
import { overAdapters } from '../contract/over-adapters.ts';
import { createTestMember } from '../test-member.ts';
import { listeners, noSasl, username, withPassword } from './listeners.ts';

const acl = {
  resource: kafkajs.AclResourceTypes,
  operation: kafkajs.AclOperationTypes,
  permission: kafkajs.AclPermissionTypes,
  pattern: kafkajs.ResourcePatternTypes,
};
overAdapters('what an access list denies', ({ create }) => {
  const groupId = uniqueName('denied');
  let topic = '';
  let hidden = '';
  before(async () => {
    topic = await createTopic({ hint: 'auth' });
    hidden = await createTopic({ hint: 'hidden' });
    await withAdmin(async (admin) =>
      admin.createAcls({
        acl: [rule(acl.resource.TOPIC, hidden), rule(acl.resource.GROUP, groupId)],
      }),
    );
  });
  after(async () => {
    await withAdmin(async (admin) =>
      admin.deleteAcls({
        filters: [filter(acl.resource.TOPIC, hidden), filter(acl.resource.GROUP, groupId)],
      }),
    );
  });
  const rule = (resourceType: AclResourceTypes, resourceName: string): AclEntry => ({
    resourceType,
    resourceName,
    resourcePatternType: acl.pattern.LITERAL,
    principal: `User:${username}`,
    host: '*',
    operation: acl.operation.ALL,
    permissionType: acl.permission.DENY,
  });
  const filter = (resourceType: AclResourceTypes, resourceName: string): AclFilter => ({
    resourceType,
    resourceName,
    resourcePatternType: acl.pattern.LITERAL,
    operation: acl.operation.ANY,
    permissionType: acl.permission.ANY,
  });
  const memberOf = async (topics: string[], group: string): ReturnType<typeof createTestMember> =>
    createTestMember(create, {
      topics,
      groupId: group,
      bootstrapServers: listeners.saslPlaintext!,
      connection: { sasl: withPassword('PLAIN') },
    });

  it('a topic: KAFKA_ACCESS_DENIED at connect, with its name', { skip: noSasl }, async () => {
    const member = await memberOf([hidden], uniqueName('auth'));
    await assert.rejects(member.port.connect(), (error: SluiceError) => {
      assert.equal(error.code, 'KAFKA_ACCESS_DENIED', error.message);
      assert.ok(error.message.includes(hidden));
      return true;
    });
    await member.port.close();
  });

  it('a group: KAFKA_ACCESS_DENIED at join, with its name', { skip: noSasl }, async () => {
    const member = await memberOf([topic], groupId);
    await member.port.connect();
    await assert.rejects(member.port.join(member.listener), (error: SluiceError) => {
      assert.equal(error.code, 'KAFKA_ACCESS_DENIED', error.message);
      assert.ok(error.message.includes(groupId));
      return true;
    });
    await member.port.close();
  });
});

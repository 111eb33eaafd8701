import type { FindColumns } from '../../shared/pipeline/columns/find-columns.ts';

/** One column, called as what was asked for. */
export const fakeColumns: FindColumns = ({ subject, version, id, messageType }) => {
  const name = [subject, version, id, messageType].join('_').replaceAll(/\W/g, '_');
  return { columns: [{ name, type: { kind: 'string' }, required: false }] };
};

import { withoutUserInfo } from '../secrets.ts';

/** A kind of value: how it is read from what was written, and how it is told to people. */
export interface ValueType<T> {
  /** For messages and the reference: 'an integer from 1 to 10'. */
  readonly allowed: string;
  /** Gives the value, or says that what was written is not one. */
  readonly read: (
    raw: unknown,
  ) => { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why?: string };
}

/** An integer, also where it comes as text from the environment. */
export function integer(min: number, max: number): ValueType<number> {
  return custom(`an integer from ${min} to ${max}`, (raw) => {
    const digits = typeof raw === 'string' ? raw.trim() : '';
    const value = /^-?\d{1,15}$/.test(digits) ? Number(digits) : raw;
    const fits = typeof value === 'number' && Number.isInteger(value);
    return fits && value >= min && value <= max ? { value } : null;
  });
}

/** true or false, also where it comes as text from the environment. */
export function flag(): ValueType<boolean> {
  return custom('true or false', (raw) => {
    const word = typeof raw === 'string' ? raw.trim() : String(raw);
    const isWord = typeof raw === 'boolean' || typeof raw === 'string';
    return isWord && (word === 'true' || word === 'false') ? { value: word === 'true' } : null;
  });
}

/** One of a few words. */
export function oneOf<const Word extends string>(words: readonly Word[]): ValueType<Word> {
  return custom(listed(words), (raw) => {
    const value = words.find((word) => word === raw);
    return value === undefined ? null : { value };
  });
}

/** Text that is not empty. */
export function text(allowed: string = 'text', pattern: RegExp = /^[^\0]+$/): ValueType<string> {
  return custom(allowed, (raw) =>
    typeof raw === 'string' && pattern.test(raw) ? { value: raw } : null,
  );
}

/** A list of texts, or one text with commas between. */
export function textList(element: ValueType<string>, many: string): ValueType<readonly string[]> {
  return {
    allowed: `${many}: a list, or text with commas between; each is ${element.allowed}`,
    read: (raw) => {
      const parts: readonly unknown[] =
        typeof raw === 'string'
          ? raw
              .split(',')
              .map((part) => part.trim())
              .filter((part) => part !== '')
          : Array.isArray(raw)
            ? raw
            : [];
      const values: string[] = [];
      for (const [index, part] of parts.entries()) {
        const result = element.read(part);
        if (!result.ok) {
          const which = typeof part === 'string' ? `, '${withoutUserInfo(part)}',` : '';
          return { ok: false, why: `number ${index + 1}${which} is not` };
        }
        values.push(result.value);
      }
      if (values.length === 0) return { ok: false };
      const twice = values.find((value, index) => values.indexOf(value) !== index);
      if (twice !== undefined) return { ok: false, why: `'${twice}' is in it twice` };
      return { ok: true, value: values };
    },
  };
}

/** A value that a function can read; the function says why not by returning a reason. */
export function custom<T>(
  allowed: string,
  read: (raw: unknown) => { readonly value: T } | { readonly why: string } | null,
): ValueType<T> {
  return {
    allowed,
    read: (raw) => {
      const result = read(raw);
      if (result === null) return { ok: false };
      return 'why' in result ? { ok: false, why: result.why } : { ok: true, value: result.value };
    },
  };
}

/** Words as a sentence lists them. */
function listed(words: readonly string[]): string {
  const quoted = words.map((word) => `'${word}'`);
  const last = quoted.at(-1) ?? '';
  return quoted.length < 2 ? last : `${quoted.slice(0, -1).join(', ')} or ${last}`;
}

/**
 * The typed door to `JSON.rawJSON`, which Node has since version 21 and TypeScript's library does not know yet.
 * It is how a number survives that JavaScript would change: `1.0`, `0.1000`, integers beyond 2^53, `1e400`.
 */
interface JsonWithRaw {
  readonly rawJSON: (text: string) => { readonly rawJSON: string };
  readonly isRawJSON: (value: unknown) => boolean;
}

const json = JSON as unknown as JsonWithRaw;

/** The object that `JSON.stringify` writes as `text`, unchanged. @throws {SyntaxError} where `text` is no JSON scalar */
export function rawNumber(text: string): { readonly rawJSON: string } {
  return json.rawJSON(text);
}

/** Whether a value came from `JSON.rawJSON`; look-alikes with a `rawJSON` property do not pass. */
export function isRawNumber(value: unknown): value is { readonly rawJSON: string } {
  return json.isRawJSON(value);
}

/** The number of a JSON text: itself where JavaScript would write it back as it came, else what `JSON.rawJSON` gives. */
export function numberAsWritten(text: string): number | { readonly rawJSON: string } {
  const value = Number(text);
  return String(value) === text ? value : rawNumber(text);
}

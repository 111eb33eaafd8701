/** Programs of our own with what they give. Written by `test/shared/transform/vrl/functions/regenerate.ts`. */
export const examples: Readonly<
  Record<string, readonly { readonly source: string; readonly result: string }[]>
> = {};

declare module 'tr46' {
  interface Options {
    readonly checkHyphens?: boolean;
    readonly checkBidi?: boolean;
    readonly checkJoiners?: boolean;
    readonly useSTD3ASCIIRules?: boolean;
    readonly transitionalProcessing?: boolean;
    readonly verifyDNSLength?: boolean;
  }
  /** Null: it is no domain name. */
  export function toASCII(domain: string, options: Options): string | null;
  export function toUnicode(
    domain: string,
    options: Options,
  ): { readonly domain: string; readonly error: boolean };
}

declare module 'punycode/punycode.js' {
  const punycode: {
    /** @throws {RangeError} it is no Punycode */
    readonly decode: (text: string) => string;
    readonly encode: (text: string) => string;
  };
  // oxlint-disable-next-line import/no-default-export -- that is what the package has
  export default punycode;
}

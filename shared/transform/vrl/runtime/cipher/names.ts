const bits = ['256', '192', '128'] as const;
const paddings = ['PKCS7', 'ANSIX923', 'ISO7816', 'ISO10126'] as const;

/** Ciphers that Node has, or that are made of what it has. */
const plain: readonly string[] = [
  ...[
    'CFB',
    'OFB',
    'CTR',
    'CTR-LE',
    'CTR-BE',
    ...paddings.map((padding) => `CBC-${padding}`),
  ].flatMap((mode) => bits.map((size) => `AES-${size}-${mode}`)),
  'CHACHA20-POLY1305',
];

/** Each cipher of VRL's, with the module of the runtime that has it, and the function there. */
export const cipherModules: ReadonlyMap<
  string,
  { readonly name: string; readonly module: string }
> = new Map([
  ...plain.map((name) => [name, { name: 'plainCiphers', module: 'cipher/plain' }] as const),
  ...['AES-128-SIV', 'AES-256-SIV'].map(
    (name) => [name, { name: 'sivCiphers', module: 'cipher/siv' }] as const,
  ),
  ['XCHACHA20-POLY1305', { name: 'chachaCiphers', module: 'cipher/chacha' }],
  ['XSALSA20-POLY1305', { name: 'salsaCiphers', module: 'cipher/salsa' }],
]);

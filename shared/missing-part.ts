import { SluiceError } from './errors.ts';

/** Stands in a package in the place of what its pipeline had no use for when it was built (infra/build/unused-parts.ts). */
export function missingPart(): never {
  throw new SluiceError(
    'CONFIG_INVALID',
    'the package was built for other options; build it with the environment that it runs in',
  );
}

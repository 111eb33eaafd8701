import { SluiceError } from '../../../errors.ts';

/** What an edition, a file, a message or a field says about decoding; later editions only have other defaults. */
export interface Features {
  readonly presence: 'implicit' | 'explicit' | 'required';
  readonly closedEnums: boolean;
  readonly checkUtf8: boolean;
  readonly delimited: boolean;
}

/** `google.protobuf.FeatureSet`, as far as it concerns decoding; the numbers of its enums. */
export interface FeatureSetObject {
  readonly fieldPresence?: number;
  readonly enumType?: number;
  readonly utf8Validation?: number;
  readonly messageEncoding?: number;
}

const proto2 = 998;
const proto3 = 999;
const edition2023 = 1000;
const lastEdition = 1002;

/** @throws {SluiceError} CONFIG_INVALID for an edition that nobody here knows */
export function defaultFeatures(syntax: string | undefined, edition: number | undefined): Features {
  const number = edition ?? (syntax === 'proto3' ? proto3 : proto2);
  if (number === proto2) {
    return { presence: 'explicit', closedEnums: true, checkUtf8: false, delimited: false };
  }
  if (number === proto3) {
    return { presence: 'implicit', closedEnums: false, checkUtf8: true, delimited: false };
  }
  if (number >= edition2023 && number <= lastEdition) {
    return { presence: 'explicit', closedEnums: false, checkUtf8: true, delimited: false };
  }
  throw new SluiceError(
    'CONFIG_INVALID',
    `a descriptor has edition ${number}; known are proto2, proto3 and the editions 2023 to 2026`,
  );
}

const presences = ['explicit', 'explicit', 'implicit', 'required'] as const;

/** What holds inside of something that has these options. */
export function withFeatures(outer: Features, set: FeatureSetObject | undefined): Features {
  if (set === undefined) return outer;
  const { fieldPresence = 0, enumType = 0, utf8Validation = 0, messageEncoding = 0 } = set;
  return {
    presence: fieldPresence === 0 ? outer.presence : (presences[fieldPresence] ?? outer.presence),
    closedEnums: enumType === 0 ? outer.closedEnums : enumType === 2,
    checkUtf8: utf8Validation === 0 ? outer.checkUtf8 : utf8Validation === 2,
    delimited: messageEncoding === 0 ? outer.delimited : messageEncoding === 2,
  };
}

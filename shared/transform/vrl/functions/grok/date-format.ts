/** What a date’s format of Datadog’s rules (Joda’s letters) is here. */
export interface DateFormat {
  /** The strftime text. */
  readonly strftime: string;
  /** The regular expression that finds such a date. */
  readonly matcher: string;
  /** The same with groups: `tz` for a zone’s name, `fr` for the sign of a fraction of a second, `before` for all before it. */
  readonly captures: string;
  readonly hasZone: boolean;
  readonly hasZoneName: boolean;
  readonly hasFraction: boolean;
}

/** Null: it has letters that mean nothing. */
export function dateFormat(format: string): DateFormat | null {
  const writer = new FormatWriter();
  const tokens = /([a-zA-Z])\1*|'([^']*)'?|([^])/gu;
  for (const [token, letter, quoted, other] of format.matchAll(tokens)) {
    if (letter !== undefined) {
      if (!writer.letters(letter, token.length)) return null;
    } else if (quoted !== undefined) writer.text(quoted, quoted);
    else if (other !== undefined) writer.text(other, other === '.' ? '\\.' : other);
  }
  return writer;
}

const strftimes: Readonly<Record<string, string>> = {
  h: '%I',
  H: '%H',
  m: '%M',
  s: '%S',
  x: '%D',
  c: '%C',
  C: '%C',
  e: '%u',
  D: '%j',
  w: '%V',
  a: '%p',
};
const months = ['%-m', '%m', '%b'];

class FormatWriter implements DateFormat {
  strftime = '';
  matcher = '';
  captures = '';
  hasZone = false;
  hasZoneName = false;
  hasFraction = false;

  text(plain: string, pattern: string): void {
    this.strftime += plain;
    this.both(pattern);
  }

  letters(letter: string, count: number): boolean {
    const plain = strftimes[letter];
    if (plain !== undefined) {
      this.strftime += plain;
      this.both(letter === 'a' ? '(?:[aA][mM]|[pP][mM])' : digits(count));
      return true;
    }
    switch (letter) {
      case 'S':
        this.fraction(count);
        return true;
      case 'y':
      case 'Y':
        this.strftime += count === 2 ? '%y' : '%Y';
        this.both(letter === 'y' && count === 1 ? digits(4) : digits(count));
        return true;
      case 'd':
        this.strftime += count === 1 ? '%-d' : '%d';
        this.both(count === 1 ? '[\\d]{1,2}' : digits(count));
        return true;
      case 'M':
        this.strftime += months[count - 1] ?? '%B';
        this.both(['[\\d]{1,2}', '[\\d]{2}', '[\\w]{3}'][count - 1] ?? '[\\w]+');
        return true;
      case 'E':
        if (count < 3) return false;
        this.strftime += count === 3 ? '%a' : '%A';
        this.both(count === 3 ? '[\\w]{3}' : '[\\w]+');
        return true;
      case 'z':
        this.strftime += '%Z';
        this.matcher += count >= 4 ? '[\\w]+(?:\\/[\\w]+)?' : '[\\w]+';
        this.captures += count >= 4 ? '(?P<tz>[\\w]+(?:/[\\w]+)?)' : '(?P<tz>[\\w]+)';
        this.hasZone = true;
        this.hasZoneName = true;
        return true;
      case 'Z':
        this.strftime += ['%z', '%:z'][count - 1] ?? '';
        this.both(count <= 2 ? '(?:Z|[+-]\\d\\d:?\\d\\d)' : '[\\w]+(?:/[\\w]+)?');
        this.hasZone = true;
        return true;
      default:
        return false;
    }
  }

  private both(pattern: string): void {
    this.matcher += pattern;
    this.captures += pattern;
  }

  /** What stands before a fraction is part of it. */
  private fraction(count: number): void {
    this.strftime = `${withoutLast(this.strftime)}%.f`;
    const before = /(?:\\\.|[^])$/u.exec(this.captures)?.[0];
    if (before !== undefined) {
      const head = this.captures.slice(0, -before.length);
      this.captures = `(?P<before>${head})(?P<fr>${before})`;
      this.hasFraction = true;
    }
    this.both(digits(count));
  }
}

function digits(count: number): string {
  return `[\\d]{${count}}`;
}

function withoutLast(text: string): string {
  return Array.from(text).slice(0, -1).join('');
}

/** What chance decides of a part of a program. */
export interface Choices {
  readonly pick: <T>(all: readonly T[]) => T;
  /** A whole number below it. */
  readonly below: (count: number) => number;
  /** A name that no other part of the program uses. */
  readonly name: (stem: string) => string;
}

type Part = (choices: Choices) => string;

const fields = [
  '.message', '.host', '.level', '.status', '.code', '.duration_ms', '.user', '.user.name', '.user.id',
  '.tags', '.tags[0]', '.labels', '.labels.app', '.kubernetes.pod_labels', '.meta.trace."span id"',
  '.request.headers', '.amount', '.ratio', '.ts', '.items', '.items[1].price', '.nested.a.b.c', '.payload',
] as const; // prettier-ignore

const texts = ['"unknown"', '""', '"n/a"', '"日本"', "s'raw'", '"a b"'] as const;
const plain = ['null', '0', '-1', '2.5', 'true', '"none"', '[]', '{}'] as const;

const field = ({ pick }: Choices): string => pick(fields);

/** A call that may fail, of a value. */
function fallible(choices: Choices): string {
  const value = field(choices);
  return choices.pick([
    `to_int(${value})`, `to_float(${value})`, `to_string(${value})`, `to_bool(${value})`,
    `string(${value})`, `int(${value})`, `float(${value})`, `object(${value})`, `array(${value})`,
    `parse_json(${value})`, `parse_int(${value}, 10)`, `upcase(${value})`, `length(${value})`,
    `parse_timestamp(${value}, "%Y-%m-%dT%H:%M:%S%z")`, `parse_key_value(${value})`, `strlen(${value})`,
    `parse_duration(${value}, "ms")`, `parse_url(${value})`, `split(${value}, ",")`, `floor(${value})`,
    `keys(${value})`, `values(${value})`, `flatten(${value})`, `parse_query_string(${value})`,
    `parse_regex(${value}, r'^(?P<verb>\\w+) (?P<rest>.*)$')`, `parse_logfmt(${value})`,
    `encode_base64(${value})`, `decode_base64(${value})`, `sha2(${value})`, `md5(${value})`,
    `truncate(${value}, 5)`, `slice(${value}, 1, 3)`, `replace(${value}, "a", "b")`, `${value} + 1`,
    `${value} / 2`, `${value} * 3`, `${value} > 10`, `format_number(${value}, 2)`, `join(${value}, "-")`,
    `to_unix_timestamp(${value})`, `from_unix_timestamp(${value})`, `compact(${value})`, `abs(${value})`,
    `push(${value}, 1)`, `merge(${value}, { "m": 1 })`, `mod(${value}, 3)`, `unique(${value})`,
    `get(${value}, ["a"])`, `set(${value}, ["k", 0], 1)`, `contains(${value}, "a")`, `round(${value}, 1)`,
    `starts_with(${value}, "a")`, `parse_csv(${value})`, `strip_whitespace(${value})`, `ceil(${value})`,
    `parse_bytes(${value}, "b")`, `encode_key_value(${value})`, `encode_logfmt(${value})`,
    `parse_tokens(${value})`, `chunks(${value}, 3)`, `format_int(${value}, 16)`,
    `parse_float(${value})`, `zip(${value}, [1, 2])`, `to_entries(${value})`, `sieve(${value}, r'[a-z]')`,
  ]); // prettier-ignore
}

/** A value that cannot fail. */
function sure(choices: Choices): string {
  const value = field(choices);
  return choices.pick([
    value, value, choices.pick(plain), choices.pick(texts), `(${fallible(choices)}) ?? ${choices.pick(plain)}`,
    `encode_json(${value})`, `is_string(${value})`, `is_nullish(${value})`, `type_def(1)`, `exists(${value})`,
    `${value} == ${choices.pick(plain)}`, `[${value}, ${choices.pick(plain)}]`, `(${value} || ${choices.pick(plain)})`,
    `{ "b": ${value}, "a": ${choices.pick(plain)}, "\\u00e9": 1 }`, `is_empty(${choices.pick(['[]', '""', '{}'])})`,
    `encode_json({ "z": ${value}, "a": [${choices.pick(plain)}] })`, `tag_types_externally(${value})`,
    `strlen(encode_json(${value}))`, `sha1(encode_json(${value}))`, `includes([1, "a", null], ${value})`,
  ]); // prettier-ignore
}

function test(choices: Choices): string {
  const value = field(choices);
  return choices.pick([
    `exists(${value})`, `!exists(${value})`, `is_string(${value})`, `is_object(${value})`, `is_array(${value})`,
    `${value} == ${choices.pick(plain)}`, `${value} != null`, `(${value} > 100) ?? false`, `is_nullish(${value})`,
    `(contains(string(${value}) ?? "", "a"))`, `match(to_string(${value}) ?? "", r'(?i)err|warn|é')`,
    `includes(["error", "warn", 500], ${value})`, `starts_with(string(${value}) ?? "", "GET")`,
    `is_integer(${value}) && int!(${value}) >= 400`, `(length(${value}) ?? 0) > 1`, `is_float(${value})`,
    `is_null(${value}) || ${value} == ""`, `(int(${value}) ?? 0) + 1 > 3`, `is_timestamp(${value})`,
  ]); // prettier-ignore
}

/** Paragraphs as they stand in programs of teams. */
export const programParts: readonly Part[] = [
  (c) => {
    const parsed = c.name('parsed');
    return `${parsed}, err = parse_json(.message)\nif err == null {\n  . = merge(., object(${parsed}) ?? { "body": ${parsed} })\n  del(.message)\n} else {\n  .parse_error = err\n}`;
  },
  (c) => {
    const parsed = c.name('parsed');
    return `${parsed} = parse_json(string(${field(c)}) ?? "") ?? parse_key_value(string(${field(c)}) ?? "") ?? {}\n.out.${parsed} = ${parsed}`;
  },
  (c) =>
    `.out.m = parse_regex(string(${field(c)}) ?? "", r'(?P<ip>\\d+\\.\\d+\\.\\d+\\.\\d+)|(?P<word>\\p{L}+)') ?? {}\n.out.ip = .out.m.ip ?? "none"`,
  (c) => {
    const m = c.name('m');
    return `${m}, err = parse_regex(${field(c)}, r'^(?P<a>[^ ]*)\\s*(?P<b>.*)')\nif err != null {\n  log(err, level: "warn")\n  .failed = true\n} else {\n  .out |= ${m}\n}`;
  },
  (c) => `.out.${c.name('v')} = ${fallible(c)} ?? ${c.pick(plain)}`,
  (c) => `.out.${c.name('v')} = ${fallible(c)} ?? ${fallible(c)} ?? ${c.pick(plain)}`,
  (c) => {
    const v = c.name('v');
    return `${v}, err = ${fallible(c)}\n.out.${v} = ${v}\n.out.${v}_err = err`;
  },
  (c) => `.out.${c.name('v')}, .errors = ${fallible(c)}`,
  (c) => `.out.${c.name('v')} = ${fallible(c).replace('(', '!(')}`,
  (c) => `if ${test(c)} {\n  .out.${c.name('t')} = ${sure(c)}\n} else if ${test(c)} {\n  del(${field(c)})\n} else {\n  .out.kind = ${c.pick(texts)}\n}`,
  (c) => `if ${test(c)} {\n  if ${test(c)} {\n    .out.deep = ${sure(c)}\n  }\n  .out.x, err = ${fallible(c)}\n}`,
  (c) => `if ${test(c)} && ${test(c)} {\n  abort\n}`,
  (c) => `if ${test(c)} {\n  abort "dropped: " + (to_string(${field(c)}) ?? "?")\n}`,
  (c) => `if ${test(c)} {\n  return ${sure(c)}\n}`,
  (c) => `.out.${c.name('old')} = del(${field(c)})`,
  (c) => `del(${field(c)}, compact: ${c.pick(['true', 'false'])})`,
  (c) => `.renamed.${c.name('r')} = del(${field(c)}) ?? null`.replace(' ?? null', ''),
  (c) => `if exists(${field(c)}) { .has.${c.name('h')} = true }`,
  (c) => {
    const ts = c.name('ts');
    return `${ts} = parse_timestamp(string(.ts) ?? "", "%+") ?? from_unix_timestamp(int(.ts) ?? 0) ?? t'1970-01-01T00:00:00Z'\n.out.day = format_timestamp!(${ts}, "${c.pick(['%F', '%Y/%m/%d %H:%M:%S%.3f', '%s', '%c', '%j %U'])}")\n.out.unix = to_unix_timestamp(${ts}, unit: "${c.pick(['seconds', 'milliseconds', 'nanoseconds'])}")`;
  },
  (c) => `.out.late = (parse_timestamp(.ts, "%+") ?? t'2020-01-01T00:00:00Z') > t'2024-01-01T00:00:00Z'\n.out.ts = to_timestamp(.ts) ?? t'2001-02-03T04:05:06.789Z'`.replace('to_timestamp(.ts)', `parse_timestamp(.ts, "%s")`),
  (c) => {
    const n = c.name('n');
    return `${n} = 0\nfor_each(object(${field(c)}) ?? { "b": 1, "a": "x" }) -> |key, value| {\n  ${n} = ${n} + 1\n  .seen = push(array(.seen) ?? [], key)\n  if is_string(value) { .last = value }\n}\n.out.${n} = ${n}`;
  },
  (c) => `for_each(array(${field(c)}) ?? [3, null, "q"]) -> |index, item| {\n  . = set!(., ["by_index", to_string(index)], item)\n}`,
  (c) => `.out.mapped = map_values(object(${field(c)}) ?? { "k": "1", "j": [2] }${c.pick(['', ', recursive: true'])}) -> |value| {\n  ${c.pick(['to_string(value) ?? encode_json(value)', 'if is_object(value) { value } else { is_null(value) }', 'is_nullish(value)', 'if is_string(value) { upcase!(value) } else { value }'])}\n}`,
  (c) => `.out.keys = map_keys(object(${field(c)}) ?? { "Key One": { "Two": 2 }, "b": 1 }${c.pick(['', ', recursive: true'])}) -> |key| { ${c.pick(['snakecase(key)', 'upcase(key)', 'key + "_x"', 'replace(key, "e", "E")', '"same"'])} }`,
  (c) => `.out.kept = filter(${c.pick([`object(${field(c)}) ?? {}`, `array(${field(c)}) ?? []`])}) -> |${c.pick(['_key', 'k'])}, value| { ${c.pick(['value != null', 'is_string(value)', '!is_nullish(value)', '(value > 1) ?? false'])} }`,
  (c) => `.out.safe = map_values(object(${field(c)}) ?? {}) -> |value| { ${c.pick(['to_int(value)', 'string(value)', 'upcase(value)', 'parse_json(value)'])} } ?? { "failed": true }`,
  (c) => `.out.each, err = filter(array(${field(c)}) ?? [1]) -> |_i, v| { ${c.pick(['v > 2', 'contains(v, "a")', 'int(v) == 1', 'if v == null { abort "null in it" } else { v > 1 }'])} }`,
  (c) => `.out.text = replace_with(to_string(${field(c)}) ?? "a-b é", r'[a-z\\p{L}]') -> |m| { upcase(m.string) }`,
  (c) => `. = merge(., { "z": ${sure(c)}, "out": { "m": 1 } }${c.pick(['', ', deep: true'])})`,
  (c) => `.out.str = "v=" + (to_string(${field(c)}) ?? "-") + "/" + encode_json(${field(c)})`,
  (c) => `who = to_string(.user.name) ?? "nobody"\n.out.greeting = "hi {{ who }} \\"é\\" {{ who }}"`,
  (c) => `.out.json = encode_json(.${c.pick(['', '', ', pretty: true'])})\n.out.hash = sha1(encode_json(.))`,
  (c) => `.out.kv = encode_key_value(., ${c.pick(['["level", "host"]', '[]', '[], ":", ","', '[], flatten_boolean: true'])}) ?? "-"`,
  (c) => `.out.fmt = encode_logfmt(object(${field(c)}) ?? { "b": "x y", "a": null }) ?? ""`,
  (c) => `.out.sum = (int(.code) ?? 0) + (int(.items[0].n) ?? 9223372036854775807) * ${c.pick(['2', '-3', '1'])}\n.out.avg = .out.sum / ${c.pick(['4', '2.5', '-1'])}\n.out.neg = 0 - .out.sum`,
  (c) => `.out.num = (float(${field(c)}) ?? -0.0) * ${c.pick(['1.0', '-1.0', '1e300', '0.1', '3.0'])}\n.out.round = round(.out.num, ${c.pick(['0', '2', '5'])})\n.out.s = to_string(.out.num)`,
  (c) => `.out.fl = flatten(object(${field(c)}) ?? ., "${c.pick(['.', '_', '::'])}")`,
  (c) => `.out.un = unflatten({ "a.b": ${field(c)}, "a.c": 1, "d": 2 })`,
  (c) => `.out.cmp = compact(., ${c.pick(['', 'recursive: false', 'null: false', 'string: false', 'object: false', 'array: false', 'nullish: true'])})`.replace('., )', '.)'),
  (c) => `.out.tally = tally(array(${field(c)}) ?? ["a", "b", "a"]) ?? {}`,
  (c) => `.out.parts = split(string(${field(c)}) ?? "a,b,,c", "${c.pick([',', ' ', '', '-'])}")\n.out.first = .out.parts[0]\n.out.end = .out.parts[-1]\n.out.all = join!(.out.parts, "|")`,
  (c) => `.tags = push(array(.tags) ?? [.tags], ${sure(c)})\n.tags[5] = "far"\n.tags[-1] = ${sure(c)}`,
  (c) => `.a.b[2].c = ${sure(c)}\n.out.got = get(., ["a", "b", ${c.pick(['2', '-1', '9'])}, "c"]) ?? null\n.out.rm = remove(., ["a", "b"]) ?? {}`,
  (c) => `. = set!(., ["s", "t", ${c.pick(['0', '"u"', '-2'])}], ${sure(c)})`,
  (c) => `%meta.${c.name('k')} = ${sure(c)}\n.out.meta = %meta`,
  (c) => `x, y = to_int(.status)\n.out.both = [x, y]\nif y != null {\n  x = 0\n}\n.class = if x >= 500 { "5xx" } else if x >= 400 { "4xx" } else { "ok" }`,
  (c) => `.severity = to_syslog_level(int(.code) ?? 6) ?? "none"\n.facility = to_syslog_facility(int(.level) ?? 1) ?? "?"`,
  (c) => `status = string(.status) ?? to_string(int(.status) ?? 0)\n.out.ok = match_any(status, [r'^2\\d\\d$', r'^ok$'])\n.out.caps = parse_regex_all!(status, r'(?P<d>\\d)')`,
  (c) => `{\n  .out.${c.name('b')} = ${sure(c)}\n  inner = ${sure(c)}\n  .out.inner = inner\n}`,
  (c) => `.out.chain = {\n  v = ${sure(c)}\n  if is_array(v) { v } else { [v] }\n}`,
  (c) => `.out.cond = if ${test(c)} { ${sure(c)} } else { ${sure(c)} }`,
  (c) => `.out.opt = ${field(c)} || ${field(c)} || ${c.pick(plain)}\n.out.and = (${test(c)}) && (${test(c)})`,
  (c) => `.out |= { "${c.pick(['p', 'é', 'a b'])}": ${sure(c)} }`,
  (c) => `.out.csv = encode_csv([.host, ${c.pick(plain)}, "x,\\"y"]) ?? "no csv"`.replace('encode_csv([', 'encode_csv(['),
  (c) => `.out.entries = to_entries(object(${field(c)}) ?? { "q": 1, "b": null }) ?? []\n.out.back = from_entries(.out.entries)`,
  (c) => `.user = object(.user) ?? { "name": .user }\n.user.name = downcase(string(.user.name) ?? "NOBODY É")\nif .user.name == "" { del(.user.name, true) }`,
  (c) => `url = parse_url(string(.request.url) ?? "http://u:p@ex.com:81/a?b=c&b=d#f") ?? {}\n.out.host = url.host\n.out.q = url.query.b`,
  (c) => `.out.type = if is_string(${field(c)}) { "string" } else if is_integer(${field(c)}) { "int" } else if is_float(${field(c)}) { "float" } else { "other" }`,
  (c) => `.message = redact(string(.message) ?? "", filters: [r'\\d{3}'${c.pick(['', ', "us_social_security_number"'])}])`,
  (c) => `.out.sorted = keys(.)\n.out.vals = length(values(.))`,
  (c) => `.out.assert = { assert!(exists(${field(c)}), message: "must be there"); 1 } ?? 0`.replace(' ?? 0', ''),
  (c) => `.out.handled = { if ${test(c)} { abort }; ${fallible(c)} } ?? "stopped"`,
  (c) => `.out.sl = slice(to_string(${field(c)}) ?? "héllo wörld", ${c.pick(['0', '2', '-3', '1, 4', '-4, -1'])}) ?? "out"`,
  (c) => `.out.tr = truncate(encode_json(${field(c)}), ${c.pick(['3', '10', '0'])}, suffix: "…")\n.out.len = strlen(.out.tr)\n.out.bytes = length(.out.tr)`,
]; // prettier-ignore

/** Lines of the program that is compiled: what the compiler is measured by. */
export const programLines = 300;

/** What is done to one part of an event: as real programs do, most lines handle what may fail. */
function chapter(part: string): readonly string[] {
  return [
    `# ${part}`,
    `${part}_text = string(.${part}.text) ?? ""`,
    `${part}_parsed, err = parse_json(${part}_text)`,
    'if err != null {',
    `  log("${part} is no JSON: " + err, level: "warn")`,
    `  .errors = push(array(.errors) ?? [], "${part}: " + err)`,
    '} else {',
    `  .${part}.body = object(${part}_parsed) ?? {}`,
    `  .${part}.body.kind = downcase(string(.${part}.body.kind) ?? "unknown")`,
    '}',
    `.${part}.level = upcase(to_string(.${part}.level) ?? "info")`,
    `if includes(["WARN", "ERROR"], .${part}.level) && exists(.${part}.host) {`,
    `  .${part}.severity = if .${part}.level == "ERROR" { 2 } else { 1 }`,
    `} else if match(${part}_text, r'^(?i)${part}: (panic|fatal)') {`,
    `  .${part}.severity = 3`,
    '}',
    `.${part}.time = parse_timestamp(.${part}.time, format: "%Y-%m-%dT%H:%M:%S%z") ?? now()`,
    `.${part}.day = format_timestamp!(.${part}.time, format: "%Y-%m-%d")`,
    `.${part}.size = to_int(.${part}.size) ?? 0`,
    `.${part}.kilobytes = round(to_float(.${part}.size) / 1024.0, 2)`,
    `.${part}.labels = map_values(object(.${part}.labels) ?? {}) -> |value| {`,
    '  downcase(to_string(value) ?? "")',
    '}',
    `.${part}.agent = parse_regex(${part}_text, r'(?P<${part}>\\w+)/(?P<version>[\\d.]+)') ?? {}`,
    `.${part}.id = sha2(encode_json(.${part}.body))`,
    `.${part}.key = join(["${part}", .${part}.day, .${part}.level], "-") ?? "${part}"`,
    `.${part}.route = string(split(string(.${part}.path) ?? "/", "/")[1]) ?? "none"`,
    `del(.${part}.text)`,
  ];
}

/** A program of that many lines; the last chapter is cut where no block is open. */
export function longProgram(): string {
  const lines: string[] = [];
  while (lines.length < programLines) lines.push(...chapter(`part${lines.length}`));
  return `${lines.slice(0, programLines).join('\n')}\n`;
}

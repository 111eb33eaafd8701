/** Something to begin with. */
export interface PlaygroundExample {
  readonly title: string;
  readonly program: string;
  readonly events: string;
  readonly metadata?: string;
}

/** The first is what the page shows at first. */
export const playgroundExamples: readonly PlaygroundExample[] = [
  {
    title: 'Tidy an event',
    program: `# what may fail is handled, or the program does not compile
del(.topic)
.level = to_float(.level) ?? 0.0
.site = downcase(string(.site) ?? "unknown")
if .level > 100 {
  .alarm = true
}
`,
    events: `{ "topic": "devices", "device": "pump-7", "site": "NORTH", "level": "121.5" }
{ "topic": "devices", "device": "pump-8", "level": "none" }
`,
  },
  {
    title: 'An error that nobody handles',
    program: `# does not compile: parse_json may fail
.parsed = parse_json(.message)

# try one of
#   .parsed = parse_json!(.message)
#   .parsed = parse_json(.message) ?? {}
#   .parsed, err = parse_json(.message)
`,
    events: `{ "message": "{\\"a\\": 1}" }
`,
  },
  {
    title: 'A line of a log',
    program: `. |= parse_regex!(.message, r'^(?P<host>\\S+) \\S+ \\S+ \\[(?P<at>[^\\]]+)\\] "(?P<method>\\w+) (?P<path>\\S+)[^"]*" (?P<status>\\d+)')
.at = parse_timestamp!(.at, "%d/%b/%Y:%T %z")
.status = to_int!(.status)
if .status >= 500 { .severity = "error" }
del(.message)
`,
    events: `{ "message": "10.0.0.7 - - [28/Dec/2024:18:01:02 +0100] \\"GET /lake HTTP/1.1\\" 503 12" }
`,
  },
  {
    title: 'Drop what is of no use',
    program: `# what aborts is dropped, and counted
if !exists(.device) { abort "no device" }
if starts_with(string!(.device), "test-") { abort }
`,
    events: `{ "device": "pump-7" }
{ "device": "test-1" }
{ "level": 3 }
`,
  },
  {
    title: 'All fields of an object',
    program: `.tags = map_keys(object!(.tags)) -> |key| { snakecase(key) }
.tags = map_values(.tags) -> |value| { to_string(value) ?? "" }
.names = keys(.tags)
.sum = 0
for_each(array!(.values)) -> |_index, value| { .sum = .sum + int!(value) }
.sum
`,
    events: `{
  "tags": { "RoomNumber": 7, "isCold": true },
  "values": [1, 2, 39]
}
`,
  },
  {
    title: 'Metadata',
    program: `# % is the metadata of an event; in a pipeline it begins as an empty object
if %tenant != "lake" { abort "of another tenant" }
.tenant = del(%tenant)
%seen = true
`,
    events: `{ "device": "pump-7" }
`,
    metadata: '{ "tenant": "lake" }',
  },
  {
    title: 'A secret that is kept',
    program: `# by a key that is made up: a real one belongs into no page
key = "0123456789abcdef"
iv = "an iv of 16 byte"
.card = encode_base64(encrypt!(string!(.card), "AES-128-CTR-BE", key, iv: iv))
`,
    events: `{ "card": "4929 1234 5678 9012" }
`,
  },
  {
    title: 'Numbers as they are',
    program: `# integers have 64 bits and wrap; floats stay floats
.next = int!(.id) + 1
.largest = 9223372036854775807 + 1
.half = 7 / 2
.whole = 1.0
`,
    events: `{ "id": 12345678901234567 }
`,
  },
];

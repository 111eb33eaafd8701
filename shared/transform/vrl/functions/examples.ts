/**
 * Programs of our own with what they give, as VRL's own command line prints it: `npm run vrl:functions -- ORACLE`. A table:
 * long, and read by looking a function up.
 */
export const examples: Readonly<
  Record<string, readonly { readonly source: string; readonly result: string }[]>
> = {
  abs: [{ source: 'abs(-3)', result: '3' }],
  append: [{ source: 'append([1], [2, 3])', result: '[1, 2, 3]' }],
  array: [{ source: 'array([1, "a"])', result: '[1, "a"]' }],
  assert: [{ source: 'assert!(1 == 1)', result: 'true' }],
  assert_eq: [{ source: 'assert_eq!([1], [1])', result: 'true' }],
  basename: [{ source: 'basename!("/var/log/app.log")', result: '"app.log"' }],
  bool: [{ source: 'bool(false)', result: 'false' }],
  camelcase: [{ source: 'camelcase("input-string")', result: '"inputString"' }],
  ceil: [{ source: 'ceil(2.1)', result: '3' }],
  chunks: [{ source: 'chunks("abcdefgh", 3)', result: '["abc", "def", "gh"]' }],
  community_id: [
    {
      source:
        'community_id!(source_ip: "1.2.3.4", destination_ip: "5.6.7.8", source_port: 1122, destination_port: 3344, protocol: 6)',
      result: '"1:wCb3OG7yAFWelaUydu0D+125CLM="',
    },
  ],
  compact: [
    { source: 'compact({"a": null, "b": "", "c": [], "d": {}, "e": 1})', result: '{ "e": 1 }' },
  ],
  contains: [{ source: 'contains("The Lake", "Lake")', result: 'true' }],
  contains_all: [{ source: 'contains_all("one two three", ["one", "three"])', result: 'true' }],
  crc: [{ source: 'crc("lake")', result: '"2725253387"' }],
  find_enrichment_table_records: [
    {
      source:
        'find_enrichment_table_records!("devices", {"site": "berlin"}, select: ["id"], case_sensitive: false)',
      result: '[{ "id": "a1" }, { "id": "b2" }]',
    },
  ],
  get_enrichment_table_record: [
    {
      source: 'get_enrichment_table_record!("devices", {"id": "a1", "site": "Berlin"})',
      result: '{ "floor": 3, "id": "a1", "site": "Berlin" }',
    },
    {
      source: 'get_enrichment_table_record("devices", {"id": "d4"}) ?? {"site": "unknown"}',
      result: '{ "site": "unknown" }',
    },
  ],
  get_env_var: [{ source: 'get_env_var("NOT_SET_ANYWHERE") ?? "none"', result: '"none"' }],
  decode_base16: [{ source: 'decode_base16!("6c616b65")', result: '"lake"' }],
  decode_base64: [{ source: 'decode_base64!("bGFrZQ==")', result: '"lake"' }],
  decode_charset: [
    {
      source: 'decode_charset!(decode_base64!("U2VlZ2Vy5HQ="), "iso-8859-1")',
      result: '"Seegerät"',
    },
  ],
  decode_gzip: [
    {
      source: 'decode_gzip!(decode_base64!("H4sIAAAAAAACA8tJzE5VKE8sSS0CADEg+w0KAAAA"))',
      result: '"lake water"',
    },
  ],
  decode_lz4: [
    {
      source: 'decode_lz4!(encode_lz4!("lake water"), prepended_size: true)',
      result: '"lake water"',
    },
  ],
  decode_mime_q: [
    { source: 'decode_mime_q!("Re: =?iso-8859-1?q?Ger=E4t_7?=")', result: '"Re: Gerät 7"' },
  ],
  decode_percent: [{ source: 'decode_percent("foo%20bar%3F")', result: '"foo bar?"' }],
  decode_punycode: [
    { source: 'decode_punycode!("www.xn--mller-kva.example")', result: '"www.müller.example"' },
  ],
  decode_snappy: [
    { source: 'decode_snappy!(decode_base64!("CiRsYWtlIHdhdGVy"))', result: '"lake water"' },
  ],
  decode_zlib: [
    { source: 'decode_zlib!(decode_base64!("eJzLScxOVShPLEktAgAU9QPh"))', result: '"lake water"' },
  ],
  decode_zstd: [
    {
      source: 'decode_zstd!(decode_base64!("KLUv/SAKUQAAbGFrZSB3YXRlcg=="))',
      result: '"lake water"',
    },
  ],
  decrypt: [
    {
      source:
        'decrypt!(decode_base64!("TTYSb2hHU9OmUOZskawcUA=="), "AES-128-CBC-PKCS7", key: "sixteen byte key", iv: "0123456789abcdef")',
      result: '"a message"',
    },
  ],
  decrypt_ip: [
    {
      source:
        'decrypt_ip!(encrypt_ip!("192.168.1.7", "sixteen byte key", "aes128"), "sixteen byte key", "aes128")',
      result: '"192.168.1.7"',
    },
  ],
  del: [{ source: 'del({"a": 1}.a)', result: '1' }],
  dirname: [{ source: 'dirname!("/var/log/app.log")', result: '"/var/log"' }],
  downcase: [{ source: 'downcase("HÉLLO")', result: '"héllo"' }],
  encode_base16: [{ source: 'encode_base16("lake")', result: '"6c616b65"' }],
  encode_base64: [{ source: 'encode_base64("lake")', result: '"bGFrZQ=="' }],
  encode_charset: [
    {
      source: 'encode_base64(encode_charset!("Gerät 7", "shift_jis"))',
      result: '"R2VyJiMyMjg7dCA3"',
    },
  ],
  encode_csv: [
    { source: 'encode_csv!(["a", "b,c", "d\\"e"])', result: '"a,\\"b,c\\",\\"d\\"\\"e\\""' },
  ],
  encode_gzip: [{ source: 'decode_gzip!(encode_gzip("lake water"))', result: '"lake water"' }],
  encode_json: [
    {
      source: 'encode_json({"b": [1, 2.0, null], "a": "x\\"y"})',
      result: '"{\\"a\\":\\"x\\\\\\"y\\",\\"b\\":[1,2.0,null]}"',
    },
  ],
  encode_key_value: [
    {
      source: 'encode_key_value({"a": 1, "b": "x y", "c": {"d": true}})',
      result: '"a=1 b=\\"x y\\" c.d=true"',
    },
  ],
  encode_logfmt: [
    {
      source: 'encode_logfmt({"level": "info", "ok": true, "no": false})',
      result: '"level=info ok"',
    },
  ],
  encode_lz4: [
    { source: 'encode_base64(encode_lz4!("lake water"))', result: '"CgAAAKBsYWtlIHdhdGVy"' },
  ],
  encode_percent: [{ source: 'encode_percent("foo bar?")', result: '"foo%20bar%3F"' }],
  encode_proto: [
    {
      source:
        'encode_base16(encode_proto!({"device_name": "d7", "one": 1}, "pipelines/devices.desc", "lake.v1.DeviceEvent"))',
      result: '"120264372001"',
    },
  ],
  encode_punycode: [
    { source: 'encode_punycode!("www.Müller.example")', result: '"www.xn--mller-kva.example"' },
  ],
  encode_snappy: [
    { source: 'encode_base64(encode_snappy!("lake water"))', result: '"CiRsYWtlIHdhdGVy"' },
  ],
  encode_zlib: [{ source: 'decode_zlib!(encode_zlib("lake water"))', result: '"lake water"' }],
  encode_zstd: [{ source: 'decode_zstd!(encode_zstd("lake water"))', result: '"lake water"' }],
  encrypt: [
    {
      source:
        'encode_base64(encrypt!("a message", "AES-128-CBC-PKCS7", key: "sixteen byte key", iv: "0123456789abcdef"))',
      result: '"TTYSb2hHU9OmUOZskawcUA=="',
    },
  ],
  encrypt_ip: [
    {
      source: 'encrypt_ip!("192.168.1.7", "the key of 32 bytes for pfx mode", "pfx")',
      result: '"167.99.214.40"',
    },
  ],
  ends_with: [{ source: 'ends_with("file.json", ".json")', result: 'true' }],
  exists: [{ source: 'exists(.a)', result: 'false' }],
  filter: [{ source: 'filter([1, 2, 3]) -> |_i, v| { v > 1 }', result: '[2, 3]' }],
  find: [{ source: 'find("foobar", "bar")', result: '3' }],
  flatten: [
    { source: 'flatten({"a": {"b": 1, "c": {"d": 2}}})', result: '{ "a.b": 1, "a.c.d": 2 }' },
  ],
  float: [{ source: 'float(3.5)', result: '3.5' }],
  floor: [{ source: 'floor(2.9)', result: '2' }],
  for_each: [
    { source: 'last = 0\nfor_each([1, 2, 3]) -> |_i, v| { last = v }\nlast', result: '3' },
  ],
  format_int: [{ source: 'format_int!(255, 16)', result: '"ff"' }],
  format_number: [
    {
      source:
        'format_number(1234567.89, scale: 3, decimal_separator: ",", grouping_separator: ".")',
      result: '"1.234.567,890"',
    },
  ],
  format_timestamp: [
    {
      source: 'format_timestamp!(t\'2024-03-09T07:05:03.012345678Z\', "%Y-%m-%d %H:%M:%S%.3f")',
      result: '"2024-03-09 07:05:03.012"',
    },
  ],
  from_entries: [
    {
      source: 'from_entries([{"key": "a", "value": 1}, {"Name": "b", "Value": 2}])',
      result: '{ "a": 1, "b": 2 }',
    },
  ],
  from_unix_timestamp: [
    { source: 'from_unix_timestamp!(1710000000)', result: "t'2024-03-09T16:00:00Z'" },
  ],
  get: [{ source: 'get!({"a": {"b": [10, 20]}}, ["a", "b", -1])', result: '20' }],
  haversine: [
    {
      source: 'haversine(0.0, 0.0, 10.0, 10.0)',
      result: '{ "bearing": 44.561, "distance": 1568.5227233 }',
    },
  ],
  hmac: [
    {
      source: 'encode_base64(hmac("lake", "key"))',
      result: '"8F5kIH8XMaVvXkzvTMNbMwzMsQ+1/ZPgKPQnJ4nP4r0="',
    },
  ],
  includes: [{ source: 'includes(["a", "b"], "b")', result: 'true' }],
  int: [{ source: 'int(42)', result: '42' }],
  ip_aton: [{ source: 'ip_aton!("10.0.0.1")', result: '167772161' }],
  ip_cidr_contains: [
    { source: 'ip_cidr_contains!("192.168.0.0/16", "192.168.10.32")', result: 'true' },
  ],
  ip_ntoa: [{ source: 'ip_ntoa!(167772161)', result: '"10.0.0.1"' }],
  ip_ntop: [{ source: 'ip_ntop!(decode_base16!("0a000001"))', result: '"10.0.0.1"' }],
  ip_pton: [{ source: 'encode_base16(ip_pton!("10.0.0.1"))', result: '"0a000001"' }],
  ip_subnet: [{ source: 'ip_subnet!("10.20.30.40", "/16")', result: '"10.20.0.0"' }],
  ip_to_ipv6: [{ source: 'ip_to_ipv6!("192.168.10.32")', result: '"::ffff:192.168.10.32"' }],
  ipv6_to_ipv4: [{ source: 'ipv6_to_ipv4!("::ffff:192.168.0.1")', result: '"192.168.0.1"' }],
  is_array: [{ source: 'is_array([])', result: 'true' }],
  is_boolean: [{ source: 'is_boolean(true)', result: 'true' }],
  is_empty: [{ source: 'is_empty([])', result: 'true' }],
  is_float: [{ source: 'is_float(1.0)', result: 'true' }],
  is_integer: [{ source: 'is_integer(7)', result: 'true' }],
  is_ipv4: [{ source: 'is_ipv4("10.1.2.3")', result: 'true' }],
  is_ipv6: [{ source: 'is_ipv6("2001:db8::1")', result: 'true' }],
  is_json: [{ source: 'is_json("{\\"a\\": 1}")', result: 'true' }],
  is_null: [{ source: 'is_null(null)', result: 'true' }],
  is_nullish: [{ source: 'is_nullish("  ")', result: 'true' }],
  is_object: [{ source: 'is_object({})', result: 'true' }],
  is_regex: [{ source: "is_regex(r'^a')", result: 'true' }],
  is_string: [{ source: 'is_string("")', result: 'true' }],
  is_timestamp: [{ source: "is_timestamp(t'2021-01-01T00:00:00Z')", result: 'true' }],
  join: [{ source: 'join!(["a", "b"], ", ")', result: '"a, b"' }],
  kebabcase: [{ source: 'kebabcase("InputString")', result: '"input-string"' }],
  keys: [{ source: 'keys({"b": 1, "a": 2})', result: '["a", "b"]' }],
  length: [{ source: 'length("häuser")', result: '7' }],
  log: [{ source: 'log("something", level: "debug")', result: 'null' }],
  map_keys: [
    {
      source: 'map_keys({"one": 1, "two": 2}) -> |key| { upcase(key) }',
      result: '{ "ONE": 1, "TWO": 2 }',
    },
  ],
  map_values: [
    {
      source: 'map_values({"a": "x", "b": "y"}) -> |v| { upcase(v) }',
      result: '{ "a": "X", "b": "Y" }',
    },
  ],
  match: [{ source: 'match("2024-05-01", r\'^\\d{4}-\')', result: 'true' }],
  match_any: [{ source: "match_any(\"error: disk\", [r'warn', r'error'])", result: 'true' }],
  match_datadog_query: [
    {
      source:
        'match_datadog_query({ "message": "lake is full", "tags": ["env:prod"] }, "full env:prod -@level:[1 TO 5]")',
      result: 'true',
    },
  ],
  match_array: [{ source: 'match_array(["foo", "bar"], r\'^b\')', result: 'true' }],
  md5: [{ source: 'md5("lake")', result: '"97d986e2afa2c72986972e6433fbeaf9"' }],
  merge: [
    { source: 'merge({"a": 1, "b": 2}, {"b": 3, "c": 4})', result: '{ "a": 1, "b": 3, "c": 4 }' },
  ],
  mod: [{ source: 'mod(7, 3)', result: '1' }],
  object: [{ source: 'object({"a": null})', result: '{ "a": null }' }],
  object_from_array: [
    { source: 'object_from_array([["a", 1], ["b", 2]])', result: '{ "a": 1, "b": 2 }' },
  ],
  parse_aws_alb_log: [
    {
      source:
        'parse_aws_alb_log!(s\'http 2026-01-02T03:04:05.000000Z app/lake/1 10.0.0.1:2817 10.0.0.2:80 0.000 0.001 0.000 200 200 34 366 "GET http://lake.example:80/ HTTP/1.1" "curl/8" - - arn:aws:x "Root=1" "-" "-" 0 2026-01-02T03:04:05.000000Z "forward" "-" "-" "10.0.0.2:80" "200" "-" "-"\').request_url',
      result: '"http://lake.example:80/"',
    },
  ],
  parse_aws_cloudwatch_log_subscription_message: [
    {
      source:
        'parse_aws_cloudwatch_log_subscription_message!(s\'{"messageType": "DATA_MESSAGE", "owner": "1", "logGroup": "g", "logStream": "s", "subscriptionFilters": ["f"], "logEvents": [{"id": "1", "timestamp": 1600110569039, "message": "hello"}]}\').log_events',
      result: '[{ "id": "1", "message": "hello", "timestamp": t\'2020-09-14T19:09:29.039Z\' }]',
    },
  ],
  parse_bytes: [{ source: 'parse_bytes!("1.5 GiB", unit: "MiB")', result: '1536' }],
  parse_cbor: [
    { source: 'parse_cbor!(decode_base16!("a1646c616b6581f5"))', result: '{ "lake": [true] }' },
  ],
  parse_etld: [
    {
      source: 'parse_etld!("www.lake.co.uk", plus_parts: 1)',
      result: '{ "etld": "co.uk", "etld_plus": "lake.co.uk", "known_suffix": true }',
    },
  ],
  parse_grok: [
    {
      source: 'parse_grok!("10.0.0.1 GET 200", "%{IP:client} %{WORD:method} %{INT:status}")',
      result: '{ "client": "10.0.0.1", "method": "GET", "status": "200" }',
    },
  ],
  parse_groks: [
    {
      source:
        'parse_groks!("user=bob took 12 ms", patterns: ["%{who} failed", "%{who} took %{integer:took.ms} ms"], aliases: {"who": "user=%{word:user}"})',
      result: '{ "took": { "ms": 12 }, "user": "bob" }',
    },
  ],
  parse_yaml: [
    {
      source: 'parse_yaml!("lake: north\\nlevels: [1, 2.5, ~]\\nopen: true")',
      result: '{ "lake": "north", "levels": [1, 2.5, null], "open": true }',
    },
  ],
  parse_xml: [
    {
      source: 'parse_xml!("<lake name=\\"north\\"><depth>12</depth><open>true</open></lake>")',
      result: '{ "lake": { "@name": "north", "depth": 12, "open": true } }',
    },
  ],
  parse_influxdb: [
    {
      source: 'parse_influxdb!("water,lake=north level=3.5 1600110569039000000")',
      result:
        '[{ "gauge": { "value": 3.5 }, "kind": "absolute", "name": "water_level", "tags": { "lake": "north" }, "timestamp": t\'2020-09-14T19:09:29.039Z\' }]',
    },
  ],
  parse_ruby_hash: [
    {
      source: 'parse_ruby_hash!(s\'{ "lake" => { :deep => true, "levels" => [1, nil] } }\')',
      result: '{ "lake": { "deep": true, "levels": [1, null] } }',
    },
  ],
  parse_apache_log: [
    {
      source:
        'parse_apache_log!("127.0.0.1 bob frank [10/Oct/2000:13:55:36 -0700] \\"GET /x HTTP/1.0\\" 200 2326 \\"http://r/\\" \\"curl/8\\"", format: "combined")',
      result:
        '{ "agent": "curl/8", "host": "127.0.0.1", "identity": "bob", "message": "GET /x HTTP/1.0", "method": "GET", "path": "/x", "protocol": "HTTP/1.0", "referrer": "http://r/", "size": 2326, "status": 200, "timestamp": t\'2000-10-10T20:55:36Z\', "user": "frank" }',
    },
  ],
  parse_aws_vpc_flow_log: [
    {
      source:
        'parse_aws_vpc_flow_log!("2 123456789010 eni-1 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK")',
      result:
        '{ "account_id": "123456789010", "action": "ACCEPT", "bytes": 4249, "dstaddr": "172.31.16.21", "dstport": 22, "end": 1418530070, "interface_id": "eni-1", "log_status": "OK", "packets": 20, "protocol": 6, "srcaddr": "172.31.16.139", "srcport": 20641, "start": 1418530010, "version": 2 }',
    },
  ],
  parse_cef: [
    {
      source:
        'parse_cef!("CEF:0|Vendor|Product|1.0|42|Something happened|5|src=10.0.0.1 msg=all is well cs1=v cs1Label=label")',
      result:
        '{ "cefVersion": "0", "cs1": "v", "cs1Label": "label", "deviceEventClassId": "42", "deviceProduct": "Product", "deviceVendor": "Vendor", "deviceVersion": "1.0", "msg": "all is well", "name": "Something happened", "severity": "5", "src": "10.0.0.1" }',
    },
  ],
  parse_common_log: [
    {
      source:
        'parse_common_log!("127.0.0.1 bob frank [10/Oct/2000:13:55:36 -0700] \\"GET /x.gif HTTP/1.0\\" 200 2326")',
      result:
        '{ "host": "127.0.0.1", "identity": "bob", "message": "GET /x.gif HTTP/1.0", "method": "GET", "path": "/x.gif", "protocol": "HTTP/1.0", "size": 2326, "status": 200, "timestamp": t\'2000-10-10T20:55:36Z\', "user": "frank" }',
    },
  ],
  parse_csv: [
    { source: 'parse_csv!("a,\\"b,c\\",\\"d\\"\\"e\\"")', result: '["a", "b,c", "d\\"e"]' },
  ],
  parse_duration: [{ source: 'parse_duration!("1h30m", unit: "s")', result: '5400' }],
  parse_float: [{ source: 'parse_float!("-1.5e2")', result: '-150' }],
  parse_glog: [
    {
      source: 'parse_glog!("I20210131 14:48:54.411655 15520 main.c++:9] Hello world!")',
      result:
        '{ "file": "main.c++", "id": 15520, "level": "info", "line": 9, "message": "Hello world!", "timestamp": t\'2021-01-31T14:48:54.411655Z\' }',
    },
  ],
  parse_int: [{ source: 'parse_int!("0x1f")', result: '31' }],
  parse_json: [
    {
      source: 'parse_json!("{\\"id\\": 9007199254740993, \\"x\\": 1.0}")',
      result: '{ "id": 9007199254740993, "x": 1 }',
    },
  ],
  parse_key_value: [
    {
      source: 'parse_key_value!("level=info msg=\\"it works\\" n=1")',
      result: '{ "level": "info", "msg": "it works", "n": "1" }',
    },
  ],
  parse_linux_authorization: [
    {
      source:
        'parse_linux_authorization!("<86>2024-03-23T01:49:58Z localhost sshd[1111]: Accepted publickey for eng")',
      result:
        '{ "appname": "sshd", "facility": "authpriv", "hostname": "localhost", "message": "Accepted publickey for eng", "procid": 1111, "severity": "info", "timestamp": t\'2024-03-23T01:49:58Z\' }',
    },
  ],
  parse_logfmt: [
    {
      source: 'parse_logfmt!("level=warn msg=\\"disk full\\" retry")',
      result: '{ "level": "warn", "msg": "disk full", "retry": true }',
    },
  ],
  parse_nginx_log: [
    {
      source:
        'parse_nginx_log!("172.17.0.1 - alice [01/Apr/2021:12:02:31 +0000] \\"POST /a HTTP/1.1\\" 404 153 \\"http://r/\\" \\"curl/8\\" \\"2.75\\"", "combined")',
      result:
        '{ "agent": "curl/8", "client": "172.17.0.1", "compression": "2.75", "referer": "http://r/", "request": "POST /a HTTP/1.1", "size": 153, "status": 404, "timestamp": t\'2021-04-01T12:02:31Z\', "user": "alice" }',
    },
  ],
  parse_proto: [
    {
      source:
        'parse_proto!(decode_base16!("120264372001"), "pipelines/devices.desc", "lake.v1.DeviceEvent")',
      result: '{ "device_name": "d7", "one": 1 }',
    },
  ],
  parse_query_string: [
    {
      source: 'parse_query_string("?a=1&b=x%20y&a=2&c")',
      result: '{ "a": ["1", "2"], "b": "x y", "c": "" }',
    },
  ],
  parse_regex: [
    {
      source: 'parse_regex!("GET /a 200", r\'^(?P<method>\\w+) (?P<path>\\S+) (?P<status>\\d+)$\')',
      result: '{ "method": "GET", "path": "/a", "status": "200" }',
    },
  ],
  parse_regex_all: [
    {
      source: 'parse_regex_all!("a1 b2", r\'(?P<l>[a-z])(?P<d>\\d)\')',
      result: '[{ "d": "1", "l": "a" }, { "d": "2", "l": "b" }]',
    },
  ],
  parse_syslog: [
    {
      source:
        'parse_syslog!("<13>1 2024-03-09T07:05:03.123Z host app 42 ID7 [ex@1 k=\\"v\\" q=\\"a\\\\\\"b\\"] hello there")',
      result:
        '{ "appname": "app", "ex@1": { "k": "v", "q": "a\\"b" }, "facility": "user", "hostname": "host", "message": "hello there", "msgid": "ID7", "procid": 42, "severity": "notice", "timestamp": t\'2024-03-09T07:05:03.123Z\', "version": 1 }',
    },
  ],
  parse_timestamp: [
    {
      source: 'parse_timestamp!("2024-03-09 07:05:03", "%Y-%m-%d %H:%M:%S")',
      result: "t'2024-03-09T07:05:03Z'",
    },
  ],
  parse_tokens: [
    {
      source: 'parse_tokens("217.250 - \\"GET / HTTP/1.1\\" [10/Oct 2000] 200")',
      result: '["217.250", null, "GET / HTTP/1.1", "10/Oct 2000", "200"]',
    },
  ],
  parse_url: [
    {
      source: 'parse_url!("https://user:pw@example.com:8443/a/b?x=1&y=%20z#top")',
      result:
        '{ "fragment": "top", "host": "example.com", "password": "pw", "path": "/a/b", "port": 8443, "query": { "x": "1", "y": " z" }, "scheme": "https", "username": "user" }',
    },
  ],
  parse_user_agent: [
    {
      source:
        'parse_user_agent("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/90.0.4430.212 Safari/537.36")',
      result:
        '{ "browser": { "family": "Chrome", "version": "90.0.4430.212" }, "device": { "category": "pc" }, "os": { "family": "Windows 10", "version": "NT 10.0" } }',
    },
  ],
  pascalcase: [{ source: 'pascalcase("input-string")', result: '"InputString"' }],
  pop: [{ source: 'pop([1, 2, 3])', result: '[1, 2]' }],
  push: [{ source: 'push([1, 2], 3)', result: '[1, 2, 3]' }],
  redact: [
    {
      source: 'redact("card 4111-1111", filters: [r\'\\d{4}-\\d{4}\'])',
      result: '"card [REDACTED]"',
    },
  ],
  remove: [
    { source: 'remove!({"a": {"b": 1, "c": 2}}, ["a", "b"])', result: '{ "a": { "c": 2 } }' },
  ],
  replace: [{ source: 'replace("foobar", "o", "i")', result: '"fiibar"' }],
  replace_with: [
    {
      source: 'replace_with("a1b2", r\'\\d\') -> |m| { "<" + m.string + ">" }',
      result: '"a<1>b<2>"',
    },
  ],
  round: [{ source: 'round(2.5)', result: '3' }],
  screamingsnakecase: [{ source: 'screamingsnakecase("inputString")', result: '"INPUT_STRING"' }],
  seahash: [{ source: 'seahash("lake")', result: '4865366367846639043' }],
  set: [{ source: 'set!({"a": 1}, ["b", "c"], 2)', result: '{ "a": 1, "b": { "c": 2 } }' }],
  sha1: [{ source: 'sha1("lake")', result: '"f3c45b69bb63a924e785d3c14c0ba893c30846d1"' }],
  sha2: [
    {
      source: 'sha2("lake", variant: "SHA-256")',
      result: '"6f021f0268d5dd0d4e286ad5202f57335f2a8cc568704c4f7865c97879443ef8"',
    },
  ],
  sha3: [
    {
      source: 'sha3("lake", variant: "SHA3-256")',
      result: '"c0c6943a8d5766ff6c998bf671607c613cfe3a6de553f59e9e7fbdc9327c807b"',
    },
  ],
  shannon_entropy: [{ source: 'shannon_entropy("hello world")', result: '2.8453509366224368' }],
  sieve: [{ source: 'sieve("a-b_c!", permitted_characters: r\'[a-z]\')', result: '"abc"' }],
  slice: [{ source: 'slice!("lake house", 5)', result: '"house"' }],
  snakecase: [{ source: 'snakecase("inputString")', result: '"input_string"' }],
  split: [{ source: 'split("a, b,c", ",")', result: '["a", " b", "c"]' }],
  split_path: [
    { source: 'split_path("/var/log/app.log")', result: '["/", "var", "log", "app.log"]' },
  ],
  starts_with: [{ source: 'starts_with("Vector", "Vec")', result: 'true' }],
  string: [{ source: 'string("plain")', result: '"plain"' }],
  strip_ansi_escape_codes: [
    { source: 'strip_ansi_escape_codes("\u001b[31mred\u001b[0m")', result: '"red"' },
  ],
  strip_whitespace: [{ source: 'strip_whitespace("  a b\\t\\n")', result: '"a b"' }],
  strlen: [{ source: 'strlen("häuser 😀")', result: '8' }],
  tag_types_externally: [
    {
      source: 'tag_types_externally({"a": [1, 2.5, "x", null, true]})',
      result:
        '{ "a": [{ "integer": 1 }, { "float": 2.5 }, { "string": "x" }, null, { "boolean": true }] }',
    },
  ],
  tally: [{ source: 'tally!(["a", "b", "a"])', result: '{ "a": 2, "b": 1 }' }],
  tally_value: [{ source: 'tally_value(["a", 1, "a"], "a")', result: '2' }],
  timestamp: [
    { source: "timestamp(t'2024-02-29T12:00:00.5Z')", result: "t'2024-02-29T12:00:00.500Z'" },
  ],
  to_bool: [{ source: 'to_bool!("yes")', result: 'true' }],
  to_entries: [
    {
      source: 'to_entries({"b": 1, "a": 2})',
      result: '[{ "key": "a", "value": 2 }, { "key": "b", "value": 1 }]',
    },
  ],
  to_float: [{ source: 'to_float!("2.75")', result: '2.75' }],
  to_int: [{ source: 'to_int!("-17")', result: '-17' }],
  to_regex: [{ source: 'to_regex!("^[a-z]+$")', result: "r'^[a-z]+$'" }],
  to_string: [{ source: 'to_string(2.50)', result: '"2.5"' }],
  to_syslog_facility: [{ source: 'to_syslog_facility!(4)', result: '"auth"' }],
  to_syslog_facility_code: [{ source: 'to_syslog_facility_code!("auth")', result: '4' }],
  to_syslog_level: [{ source: 'to_syslog_level!(5)', result: '"notice"' }],
  to_syslog_severity: [{ source: 'to_syslog_severity!("crit")', result: '2' }],
  to_unix_timestamp: [
    { source: "to_unix_timestamp(t'2024-03-09T16:00:00.123456789Z')", result: '1710000000' },
  ],
  truncate: [{ source: 'truncate("A long line", 6, suffix: "...")', result: '"A long..."' }],
  type_def: [
    {
      source: 'type_def({"a": 1, "b": [true]})',
      result:
        '{ "object": { "a": { "integer": true }, "b": { "array": { "0": { "boolean": true } } } } }',
    },
  ],
  unflatten: [
    {
      source: 'unflatten({"a.b": 1, "a.c": 2, "d": 3})',
      result: '{ "a": { "b": 1, "c": 2 }, "d": 3 }',
    },
  ],
  unique: [
    { source: 'unique(["a", "b", "a", 1, 1.0, [1], [1]])', result: '["a", "b", 1, 1, [1]]' },
  ],
  upcase: [{ source: 'upcase("straße")', result: '"STRASSE"' }],
  uuid_from_friendly_id: [
    {
      source: 'uuid_from_friendly_id!("3s87yEvnmkiPBMHsj8bwwc")',
      result: '"7f41deed-d5e2-8b5e-7a13-ab4ff93cfad2"',
    },
  ],
  validate_json_schema: [
    {
      source:
        'validate_json_schema!(s\'{"id": 1, "name": "lake"}\', "test/shared/transform/vrl/conformance/files/schemas/device.json")',
      result: 'true',
    },
  ],
  values: [{ source: 'values({"b": 1, "a": 2})', result: '[2, 1]' }],
  zip: [{ source: 'zip([1, 2, 3], ["a", "b"])', result: '[[1, "a"], [2, "b"]]' }],
  xxhash: [
    { source: 'xxhash("lake")', result: '2209958952' },
    {
      source: 'xxhash("lake", variant: "XXH3-128")',
      result: '"314769632751069005639350736967261056578"',
    },
  ],
};

import { Failure } from '../failure.ts';
import type { Value } from '../value.ts';
import { checkCharacters } from './characters.ts';
import { type Mark, markText, YamlFault, yamlFault } from './fault.ts';
import { Items, type Node } from './node.ts';
import { plainValue, ScalarFault, taggedValue } from './scalar-value.ts';
import { type Token, YamlScanner } from './scanner.ts';

const maxDepth = 128;
/** Aliases that are followed, for each node of the document. */
const maxRepetition = 100;
const core = 'tag:yaml.org,2002:';

/** Reads a document of YAML as VRL does: the scalars of YAML 1.2’s core schema, `<<` as any other key. */
export function readYaml(text: string): Value | Failure {
  try {
    return new YamlReader(text).document();
  } catch (error) {
    if (error instanceof YamlFault) return new Failure(`unable to parse yaml: ${error.message}`);
    throw error;
  }
}

/**
 * Reads tokens by the grammar of libyaml, and makes values of them as they come, so that the first fault is the one that VRL
 * tells. One method a production, in one class however long that gets, as they are in each other.
 */
class YamlReader {
  private readonly scanner: YamlScanner;
  private readonly handles: Map<string, string> = new Map();
  /** Null while it is being read. */
  private readonly anchors: Map<string, Node | null> = new Map();
  private readonly path: (string | number)[] = [];
  private depth = 0;
  private events = 0;
  private jumps = 0;

  constructor(text: string) {
    checkCharacters(text);
    this.scanner = new YamlScanner(text);
  }

  document(): Value {
    const { scanner } = this;
    const first = scanner.peek();
    if (first.type === 'stream-end') return null;
    let node: Node | null = null;
    if (first.type === 'directive' || first.type === 'document-start') {
      this.directives();
      const { type, mark } = scanner.peek();
      if (type !== 'document-start')
        throw yamlFault('did not find expected <document start>', mark);
      scanner.take();
      const next = scanner.peek();
      const isEmpty = ['directive', 'document-start', 'document-end', 'stream-end'];
      if (isEmpty.includes(next.type)) node = this.empty(next.mark);
    }
    node ??= this.node(true, false);
    if (scanner.peek().type === 'document-end') scanner.take();
    if (this.jumps > this.events * maxRepetition) throw new YamlFault('repetition limit exceeded');
    if (!this.isDone()) {
      throw new YamlFault(
        'deserializing from YAML containing more than one document is not supported',
      );
    }
    return node.value;
  }

  /** Whether nothing follows; something that is no YAML is another document, too. */
  private isDone(): boolean {
    try {
      while (this.scanner.peek().type === 'document-end') this.scanner.take();
      return this.scanner.peek().type === 'stream-end';
    } catch (error) {
      if (error instanceof YamlFault) return false;
      throw error;
    }
  }

  private directives(): void {
    let hasVersion = false;
    for (let token = this.scanner.peek(); token.type === 'directive'; token = this.scanner.peek()) {
      const { directive, mark } = token;
      if (directive.type === 'version') {
        if (hasVersion) throw yamlFault('found duplicate %YAML directive', mark);
        hasVersion = true;
        if (directive.major !== 1 || (directive.minor !== 1 && directive.minor !== 2)) {
          throw yamlFault('found incompatible YAML document', mark);
        }
      } else {
        const { handle, prefix } = directive;
        if (this.handles.has(handle)) throw yamlFault('found duplicate %TAG directive', mark);
        this.handles.set(handle, prefix);
      }
      this.scanner.take();
    }
  }

  /** A fault of what stands at the path that is being read. */
  private invalid(message: string, mark: Mark): YamlFault {
    const path = this.path
      .map((step, index) => {
        if (typeof step === 'number') return index === 0 ? `.[${step}]` : `[${step}]`;
        return index === 0 ? step : `.${step}`;
      })
      .join('');
    const place = mark.line === 0 && mark.column === 0 ? '' : ` at ${markText(mark)}`;
    return new YamlFault(`${path === '' ? '' : `${path}: `}${message}${place}`);
  }

  private node(isBlock: boolean, mayBeIndentless: boolean): Node {
    const { scanner } = this;
    const start = scanner.peek();
    this.events++;
    if (start.type === 'alias') {
      scanner.take();
      return this.alias(start.name, start.mark);
    }
    let anchor: string | null = null;
    let tag: string | null = null;
    let token: Token = start;
    for (; ; token = scanner.peek()) {
      if (token.type === 'anchor' && anchor === null) anchor = token.name;
      else if (token.type === 'tag' && tag === null) tag = this.tagOf(token, start.mark);
      else break;
      scanner.take();
    }
    const hasProperties = anchor !== null || tag !== null;
    if (anchor !== null) this.anchors.set(anchor, null);
    const node = this.content(token, { isBlock, mayBeIndentless, hasProperties, tag }, start.mark);
    if (anchor !== null) this.anchors.set(anchor, node);
    return node;
  }

  private content(
    token: Token,
    {
      isBlock,
      mayBeIndentless,
      hasProperties,
      tag,
    }: {
      readonly isBlock: boolean;
      readonly mayBeIndentless: boolean;
      readonly hasProperties: boolean;
      readonly tag: string | null;
    },
    mark: Mark,
  ): Node {
    const { scanner } = this;
    if (mayBeIndentless && token.type === 'block-entry') {
      return this.nested(tag, mark, () => this.indentless(mark));
    }
    if (token.type === 'scalar') {
      scanner.take();
      return this.scalar(token.text, token.isPlain, tag, mark);
    }
    const read = this.collection(token, isBlock, mark);
    if (read !== null) {
      return this.nested(tag, mark, () => {
        scanner.take();
        return read(token.mark);
      });
    }
    if (hasProperties) return this.scalar('', true, tag, mark);
    const context = `while parsing a ${isBlock ? 'block' : 'flow'} node`;
    throw yamlFault('did not find expected node content', token.mark, context, mark);
  }

  private collection(
    { type }: Token,
    isBlock: boolean,
    mark: Mark,
  ): ((start: Mark) => Node) | null {
    if (type === 'flow-sequence-start') return (start) => this.flowSequence(start, mark);
    if (type === 'flow-mapping-start') return (start) => this.flowMapping(start, mark);
    if (!isBlock) return null;
    if (type === 'block-sequence-start') return (start) => this.blockSequence(start, mark);
    return type === 'block-mapping-start' ? (start) => this.blockMapping(start, mark) : null;
  }

  private tagOf({ tag, mark }: Token & { type: 'tag' }, start: Mark): string {
    const { handle, suffix } = tag;
    if (handle === '') return suffix;
    const standard: Readonly<Record<string, string>> = { '!': '!', '!!': core };
    const prefix = this.handles.get(handle) ?? standard[handle];
    if (prefix === undefined) {
      throw yamlFault('found undefined tag handle', mark, 'while parsing a node', start);
    }
    return prefix + suffix;
  }

  private empty(mark: Mark): Node {
    this.events++;
    return { value: null, text: '', shape: 'scalar', height: 0, jumps: 0, mark };
  }

  private scalar(text: string, isPlain: boolean, tag: string | null, mark: Mark): Node {
    if (tag?.startsWith('!') === true) throw this.variant(mark);
    const value = tag === null ? untagged(text, isPlain) : taggedValue(tag.replace(core, ''), text);
    if (value instanceof ScalarFault) throw this.invalid(value.message, mark);
    return { value, text, shape: 'scalar', height: 0, jumps: 0, mark };
  }

  private variant(mark: Mark): YamlFault {
    return this.invalid('invalid type: enum, expected any valid JSON value', mark);
  }

  private nested(tag: string | null, mark: Mark, read: () => Node): Node {
    if (tag?.startsWith('!') === true) throw this.variant(mark);
    if (this.depth === maxDepth) throw yamlFault('recursion limit exceeded', mark);
    this.depth++;
    const node = read();
    this.depth--;
    // its end
    this.events++;
    return node;
  }

  private alias(name: string, mark: Mark): Node {
    const node = this.anchors.get(name);
    if (node === undefined) throw yamlFault('unknown anchor', mark);
    if (node === null || this.depth + node.height > maxDepth) {
      throw new YamlFault('recursion limit exceeded');
    }
    const jumps = node.jumps + 1;
    this.jumps += jumps;
    if (this.jumps > 1e9) throw new YamlFault('repetition limit exceeded');
    return { ...node, jumps, mark };
  }

  private blockSequence(start: Mark, mark: Mark): Node {
    const items = new Items(mark);
    for (;;) {
      const token = this.scanner.take();
      if (token.type === 'block-end') return items.sequence();
      if (token.type !== 'block-entry') {
        const context = 'while parsing a block collection';
        throw yamlFault("did not find expected '-' indicator", token.mark, context, start);
      }
      this.item(items, ['block-entry', 'block-end'], token.mark);
    }
  }

  private indentless(mark: Mark): Node {
    const items = new Items(mark);
    while (this.scanner.peek().type === 'block-entry') {
      const token = this.scanner.take();
      this.item(items, ['block-entry', 'key', 'value', 'block-end'], token.mark);
    }
    return items.sequence();
  }

  private item(items: Items, ends: readonly Token['type'][], mark: Mark): void {
    this.path.push(items.count);
    items.add(this.nodeOrEmpty(ends, true, mark, false));
    this.path.pop();
  }

  private nodeOrEmpty(
    ends: readonly Token['type'][],
    isBlock: boolean,
    mark: Mark,
    mayBeIndentless: boolean,
  ): Node {
    if (ends.includes(this.scanner.peek().type)) return this.empty(mark);
    return this.node(isBlock, mayBeIndentless);
  }

  private blockMapping(start: Mark, mark: Mark): Node {
    const fields = new Items(mark);
    const ends = ['key', 'value', 'block-end'] as const;
    for (;;) {
      const token = this.scanner.take();
      if (token.type === 'block-end') return fields.map();
      if (token.type !== 'key') {
        const context = 'while parsing a block mapping';
        throw yamlFault('did not find expected key', token.mark, context, start);
      }
      const name = this.keyText(this.nodeOrEmpty(ends, true, token.mark, true));
      this.field(fields, name, () => {
        const next = this.scanner.peek();
        if (next.type !== 'value') return this.empty(next.mark);
        this.scanner.take();
        return this.nodeOrEmpty(ends, true, next.mark, true);
      });
    }
  }

  private keyText({ text, shape, mark }: Node): string {
    if (text !== null) return text;
    throw this.invalid(`invalid type: ${shape}, expected a string`, mark);
  }

  private field(fields: Items, name: string, read: () => Node): void {
    this.path.push(name);
    fields.set(name, read());
    this.path.pop();
  }

  private flowSequence(start: Mark, mark: Mark): Node {
    const { scanner } = this;
    const items = new Items(mark);
    for (let isFirst = true; scanner.peek().type !== 'flow-sequence-end'; isFirst = false) {
      if (!isFirst) this.flowEntry("',' or ']'", 'sequence', start);
      const token = scanner.peek();
      if (token.type === 'flow-sequence-end') break;
      this.path.push(items.count);
      items.add(token.type === 'key' ? this.pair(token.mark) : this.node(false, false));
      this.path.pop();
    }
    scanner.take();
    return items.sequence();
  }

  private flowEntry(expected: string, name: string, start: Mark): void {
    const token = this.scanner.peek();
    if (token.type !== 'flow-entry') {
      const context = `while parsing a flow ${name}`;
      throw yamlFault(`did not find expected ${expected}`, token.mark, context, start);
    }
    this.scanner.take();
  }

  /** A mapping of one field, without braces, within a sequence. */
  private pair(mark: Mark): Node {
    return this.nested(null, mark, () => {
      const { scanner } = this;
      scanner.take();
      const fields = new Items(mark);
      const ends = ['flow-entry', 'flow-sequence-end'] as const;
      const isEmpty = ['value', ...ends].includes(scanner.peek().type);
      // libyaml takes what stands behind a question mark alone, even where it ends the sequence
      if (isEmpty) scanner.take();
      const key = isEmpty ? this.empty(mark) : this.node(false, false);
      this.field(fields, this.keyText(key), () => this.flowValue(ends));
      this.events++;
      return fields.map();
    });
  }

  private flowValue(ends: readonly Token['type'][]): Node {
    const next = this.scanner.peek();
    if (next.type !== 'value') return this.empty(next.mark);
    this.scanner.take();
    return this.nodeOrEmpty(ends, false, next.mark, false);
  }

  private flowMapping(start: Mark, mark: Mark): Node {
    const { scanner } = this;
    const fields = new Items(mark);
    const ends = ['flow-entry', 'flow-mapping-end'] as const;
    for (let isFirst = true; scanner.peek().type !== 'flow-mapping-end'; isFirst = false) {
      if (!isFirst) this.flowEntry("',' or '}'", 'mapping', start);
      const token = scanner.peek();
      if (token.type === 'flow-mapping-end') break;
      if (token.type === 'key') {
        scanner.take();
        const key = this.nodeOrEmpty(['value', ...ends], false, token.mark, false);
        this.field(fields, this.keyText(key), () => this.flowValue(ends));
      } else {
        const name = this.keyText(this.node(false, false));
        this.field(fields, name, () => this.empty(token.mark));
      }
    }
    scanner.take();
    return fields.map();
  }
}

function untagged(text: string, isPlain: boolean): Value | ScalarFault {
  return isPlain ? plainValue(text) : text;
}

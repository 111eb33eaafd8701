/** A definition as the file that somebody would write: `export default definePipeline({ … })`. */
export function typescriptText(definition: Readonly<Record<string, unknown>>): string {
  const transforms = (definition['transforms'] ?? {}) as Readonly<Record<string, Transform>>;
  const hasRemap = Object.values(transforms).some(({ type }) => type === 'remap');
  const names = hasRemap ? 'definePipeline, remap' : 'definePipeline';
  const { name, delivery, sources, sinks, transforms: _, ...process } = definition;
  const hasTransforms = Object.keys(transforms).length > 0;
  const ordered = {
    name,
    ...(delivery === undefined ? {} : { delivery }),
    sources,
    ...(hasTransforms ? { transforms: new Transforms(transforms) } : {}),
    sinks,
    ...process,
  };
  return `import { ${names} } from 'sluice';\n\nexport default definePipeline(${text(ordered, '')});\n`;
}

interface Transform {
  readonly type: string;
  readonly [option: string]: unknown;
}

/** Marks the transforms, of which remaps are calls. */
class Transforms {
  readonly all: Readonly<Record<string, Transform>>;
  constructor(all: Readonly<Record<string, Transform>>) {
    this.all = all;
  }
}

function text(value: unknown, indent: string): string {
  const inner = `${indent}  `;
  if (value instanceof Transforms) {
    const entries = Object.entries(value.all).map(([name, { type, ...options }]) =>
      type === 'remap'
        ? `${inner}${key(name)}: remap(${text(options, inner)}),`
        : `${inner}${key(name)}: ${text({ type, ...options }, inner)},`,
    );
    return `{\n${entries.join('\n')}\n${indent}}`;
  }
  if (typeof value === 'string') return quoted(value, inner);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map((one) => text(one, inner)).join(', ')}]`;
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  if (entries.length === 0) return '{}';
  const lines = entries.map(([name, one]) => `${inner}${key(name)}: ${text(one, inner)},`);
  return `{\n${lines.join('\n')}\n${indent}}`;
}

function key(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name, '');
}

/** Text of several lines as a template, where it stands as it is; anything else in single quotes. */
function quoted(value: string, indent: string): string {
  if (/\n./.test(value) && indent !== '') {
    const escaped = value.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${');
    return `\`\n${escaped.replace(/\n?$/, '\n')}\``;
  }
  const escaped = JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${escaped}'`;
}

import { build, type BuildOptions } from 'esbuild';

/** The code of a page that loads nothing, as what stands in its `script` element. @param more options of its own */
export async function pageScript(entry: string, more: BuildOptions = {}): Promise<string> {
  const result = await build({
    ...more,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'silent',
  });
  // what would end the element early, in a string or a comment
  return (result.outputFiles?.[0]?.text ?? '').replaceAll('</script', '<\\/script');
}

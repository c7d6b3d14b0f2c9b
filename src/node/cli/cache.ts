import { formatCount } from '../../text/numbers.ts';
import { UsageError } from './errors.ts';

/** `afterfit cache clear`. */
export async function cacheCommand(what: string): Promise<void> {
  if (what !== 'clear') throw new UsageError(`cache ${what}: expected \`afterfit cache clear\`.`);
  const { cacheFolder, clearCache } = await import('../runner/cache-folder.ts');
  const { files, bytes } = await clearCache();
  process.stdout.write(
    files === 0
      ? `Nothing was kept in ${cacheFolder()}.\n`
      : `Removed ${formatCount(files)} ${files === 1 ? 'file' : 'files'} (${formatCount(Math.ceil(bytes / 1e6))} MB) from ${cacheFolder()}.\n`,
  );
}

import { CommanderError } from 'commander';
import { safeLine } from '../../report/safe-text.ts';
import { cacheCommand } from './cache.ts';
import { explain, listAudits, listFormats } from './catalogue.ts';
import { compare } from './compare.ts';
import { UsageError } from './errors.ts';
import { judge } from './judge.ts';
import { createProgram } from './options.ts';

export interface Host {
  /** Folder of the installed package: `docs/` lies in it. */
  readonly packageRoot: string;
}

/** Runs the command line and returns the exit code: 0 fine, 1 at or above --fail-on, 2 nothing could be judged. */
export async function run(args: readonly string[], host: Host): Promise<number> {
  let code = 0;
  const program = createProgram({
    judge: async (paths, options) => {
      code = await judge(paths, options);
    },
    compare: async (paths, options) => {
      code = await compare(paths, options);
    },
    plan: async (options) => {
      // Nothing of it is needed for judging.
      const { plan } = await import('./plan.ts');
      code = await plan(options);
    },
    explain: (id) => explain(id, host.packageRoot),
    cache: cacheCommand,
    formats: listFormats,
    audits: listAudits,
  });
  try {
    await program.parseAsync(args as string[], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    // As shells say it of a program that Ctrl-C ended.
    if (error instanceof Error && error.name === 'RunInterrupted') {
      process.stderr.write(`afterfit: ${error.message}\n`);
      return 130;
    }
    const debug = args.includes('--debug');
    // Paths and names stand in it; what they hold must not steer the terminal.
    process.stderr.write(`afterfit: ${safeLine(error instanceof Error ? error.message : String(error))}\n`);
    if (debug && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
    else if (!(error instanceof UsageError))
      process.stderr.write('Run it again with --debug for the details.\n');
    return 2;
  }
}

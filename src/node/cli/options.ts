import { Command, InvalidArgumentError, Option } from 'commander';
import { version } from '../../version.ts';

const FORMATS = ['terminal', 'json', 'markdown', 'html'] as const;
export type Format = (typeof FORMATS)[number];

/** The options as commander hands them over. */
export interface CliOptions {
  readonly output?: string[];
  readonly format?: Format[];
  readonly open?: boolean;
  readonly quiet?: boolean;
  readonly color?: boolean;
  readonly plain?: boolean;
  readonly data?: string;
  readonly reference?: string;
  readonly predictions?: string;
  readonly trainData?: string;
  /** False: the checkpoint is not run over `data`. */
  readonly run: boolean;
  readonly checkpoint?: string;
  readonly maxLength?: number;
  readonly limit?: number;
  /** False: what the model answers is not kept for the next time. */
  readonly cache: boolean;
  readonly savePredictions?: string;
  readonly attributions?: 'auto' | 'gradient' | 'ig' | 'occlusion' | 'none';
  readonly textColumn?: string;
  readonly labelColumn?: string;
  readonly predictionColumn?: string;
  readonly trainSize?: number;
  readonly evalSize?: number;
  readonly labelNoise?: number;
  readonly gpu?: string;
  readonly gpus?: number;
  readonly price?: number;
  readonly power?: number;
  readonly grid?: number;
  readonly pue?: number;
  readonly only?: string[];
  readonly skip?: string[];
  readonly failOn: 'problem' | 'risk' | 'never';
  readonly texts: boolean;
  readonly examples?: number | 'all';
  readonly saveRun?: string;
  readonly figures?: string;
  readonly worklist?: string;
  readonly debug?: boolean;
}

/** Of `afterfit compare`. */
export interface CompareOptions extends CliOptions {
  /** Points of a share, so hundredths of the metric's unit. */
  readonly margin?: number;
  readonly metric?: string;
}

/** Of `afterfit plan`. */
export interface PlanOptions {
  readonly model: string;
  readonly data: string;
  readonly task?: 'sequence' | 'token';
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly maxLength?: number;
  readonly evalSize?: number;
  readonly textColumn?: string;
  readonly labelColumn?: string;
  readonly gpu?: string;
  readonly gpus?: number;
  readonly price?: number;
  readonly power?: number;
  readonly grid?: number;
  readonly pue?: number;
  readonly format?: 'text' | 'json';
}

const many = (value: string, before: string[] | undefined): string[] => [
  ...(before ?? []),
  ...value.split(',').filter((part) => part !== ''),
];

const formats = (value: string, before: Format[] | undefined): Format[] => {
  const parts = many(value, undefined).map((part) => (part === 'md' ? 'markdown' : part));
  for (const part of parts) {
    if (!(FORMATS as readonly string[]).includes(part))
      throw new InvalidArgumentError(`Choose from ${FORMATS.join(', ')}.`);
  }
  return [...(before ?? []), ...(parts as Format[])];
};

const size = (value: string): number => {
  const number = Number(value.replaceAll(/[,_]/g, ''));
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError('Give a whole number of examples.');
  return number;
};

const share = (value: string): number => {
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (!(number > 0 && number < 1))
    throw new InvalidArgumentError('Give a share between 0 and 1, for example 0.1.');
  return number;
};

/** A positive number with the unit that may stand behind it, up to what any machine has. */
const quantity =
  (unit: RegExp, least: number, most: number, example: string) =>
  (value: string): number => {
    const number = Number(
      value
        .replace(unit, '')
        .replace(/^[€$£]/, '')
        .trim() || Number.NaN,
    );
    if (!(number >= least && number <= most))
      throw new InvalidArgumentError(`Give a number, for example ${example}.`);
    return number;
  };

const price = quantity(/\s*(?:[€$£]|[A-Z]{3})?\s*(?:\/\s*h(?:our)?)?$/, 0, 10_000, '1.20/h');
const power = quantity(/\s*W$/i, 1, 2000, '250');
const grid = quantity(/\s*g(?:\s*\/\s*kWh)?$/i, 0, 2000, '380');
const pue = quantity(/$/, 1, 4, '1.2');

/** What the machine costs: for judging a run and for planning one. */
const withMachineOptions = (command: Command): Command =>
  command
    .option('--gpu <name>', 'GPU that trained, when no log says it, for example "Tesla T4"')
    .option('--gpus <n>', 'how many of them', size)
    .option('--price <money/h>', 'price of one GPU for an hour, for example 1.20/h', price)
    .option('--power <watts>', 'mean power of one GPU', power)
    .option('--grid <g/kWh>', 'emissions of the electricity, for example 380', grid)
    .option('--pue <ratio>', 'power of the site over that of its computers, for example 1.2', pue);

const examples = (value: string): number | 'all' => (value === 'all' ? 'all' : size(value));

/** The ending says the layout, and is looked at before anything is read. */
const worklist = (value: string): string => {
  if (!/\.(csv|jsonl)$/i.test(value))
    throw new InvalidArgumentError('Give a file that ends in .csv or .jsonl.');
  return value;
};

/** The ending says the layout. */
const savedPredictions = (value: string): string => {
  if (!/\.(jsonl|parquet)$/i.test(value))
    throw new InvalidArgumentError('Give a file that ends in .jsonl or .parquet.');
  return value;
};

const margin = (value: string): number => {
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (!(number > 0 && number <= 100))
    throw new InvalidArgumentError('Give points of the metric, for example 0.5.');
  return number;
};

/** Options may also stand before the word `compare`; said twice, the later one counts. */
function withOptionsBefore(command: Command): CompareOptions {
  const before = command.parent;
  const options: Record<string, unknown> = { ...command.opts() };
  for (const [name, value] of Object.entries(before?.opts() ?? {}))
    if (before?.getOptionValueSource(name) === 'cli' && command.getOptionValueSource(name) !== 'cli')
      options[name] = value;
  return options as unknown as CompareOptions;
}

const COMPARE_EXAMPLES = `The first path is the one that the others are set against; a path may hold several runs.

Examples:
  afterfit compare ./outputs-a ./outputs-b
      what differs, and whether one is better
  afterfit compare ./seeds
      ten seeds in one folder: mean, spread, failed ones
  afterfit compare a.csv b.csv --reference gold.csv
      two files of predictions for the same examples`;

/** Three lines that show the whole tool. */
export const EXAMPLES = `  afterfit ./outputs
      judges a run and writes afterfit-report.html
  afterfit ./outputs --data test.csv
      runs the checkpoint over labelled texts and lists what it gets wrong
  afterfit --reference gold.csv --predictions predicted.csv
      scores predictions without a training log`;

/** What judging and comparing have in common: defined once, so that an option means the same everywhere. */
const withSharedOptions = (command: Command): Command =>
  withMachineOptions(command)
    .option(
      '-o, --output <file>',
      'write the report here; `-` is stdout; may be repeated',
      (value, before: string[] | undefined) => [...(before ?? []), value],
    )
    .addOption(
      new Option('-f, --format <format>', `${FORMATS.join(', ')}; several allowed`).argParser(formats),
    )
    .option('--open', 'open the HTML report in the browser')
    .option('-q, --quiet', 'print nothing but errors')
    .option('--no-color', 'no colours')
    .option('--plain', 'no colours and ASCII only')
    .option(
      '--data <file>',
      'texts and labels (the checkpoint is run over them), or predictions with references',
    )
    .option('--reference <file>', 'references (gold labels)')
    .option('--predictions <file>', 'predictions for the references')
    .option('--text-column <name>', 'column that holds the text')
    .option('--label-column <name>', 'column that holds the reference label')
    .option('--prediction-column <name>', 'column that holds the predicted label')
    .option('--train-data <file>', 'training texts and labels')
    .option('--train-size <n>', 'number of training examples, when the log does not say', size)
    .option('--eval-size <n>', 'number of evaluation examples, when the log does not say', size)
    .option('--label-noise <share>', 'share of the training labels that are wrong, for example 0.1', share)
    .option('--only <id>', 'run only these audits; several allowed', many)
    .option('--skip <id>', 'leave these audits out; several allowed', many)
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 when a finding is at least this severe')
        .choices(['problem', 'risk', 'never'])
        .default('never'),
    )
    .option('--no-texts', 'leave example texts out, so that the report can be passed on')
    .option(
      '--examples <n>',
      'misclassified examples in the report: a number or `all` (default: what fits 2 MB)',
      examples,
    )
    .option('--figures <dir>', 'write every figure as SVG and PNG')
    .option('--worklist <file>', 'write what to do by hand, example by example: .csv or .jsonl', worklist)
    .option('--save-run <file>', 'write the normalised run; analysing it gives the same report')
    .option('--debug', 'show stack traces');

/** The command line. Judging is the default command; `compare` judges several runs together, the others only print. */
export function createProgram(actions: {
  judge(paths: string[], options: CliOptions): Promise<void>;
  compare(paths: string[], options: CompareOptions): Promise<void>;
  plan(options: PlanOptions): Promise<void>;
  explain(id: string): Promise<void>;
  cache(what: string): Promise<void>;
  formats(): void;
  audits(): void;
}): Command {
  const program = withSharedOptions(new Command('afterfit'))
    .description(
      'Reads what a fine-tuning run left behind and says what happened, how sure that is, and what to change.',
    )
    .version(version)
    .argument(
      '[path...]',
      'run folder, folder holding several runs, or single files (default: the working directory)',
    )
    .addHelpText(
      'after',
      `\nExamples:\n${EXAMPLES}\n\nExit codes: 0 nothing at or above --fail-on, 1 something,\n            2 nothing could be judged, 130 broken off with Ctrl-C.`,
    )
    .showHelpAfterError('(afterfit --help lists the options)')
    // So that options after `compare` are its own.
    .enablePositionalOptions()
    .exitOverride()
    .action((paths: string[], options: CliOptions) => actions.judge(paths, options));
  program
    .option(
      '--checkpoint <name>',
      'run this one: a folder like checkpoint-500, `best` or `last` (default: best)',
    )
    .option('--max-length <tokens>', 'cut texts here (default: as the tokenizer was saved)', size)
    .option('--limit <n>', 'run a random sample of so many rows', size)
    .option('--no-cache', 'keep nothing of what the model answers, and use nothing kept')
    .option('--no-run', 'do not run the checkpoint')
    .option(
      '--save-predictions <file>',
      'write what the model answered: .jsonl or .parquet',
      savedPredictions,
    )
    .addOption(
      new Option(
        '--attributions <method>',
        'how words of errors are weighed: gradient × input, Integrated Gradients, hiding words, or not (default: auto)',
      ).choices(['auto', 'gradient', 'ig', 'occlusion', 'none']),
    );
  withSharedOptions(program.command('compare <path...>'))
    .description('compare two runs or more: what differs, which is better, how sure that is')
    .option('--margin <points>', 'runs that differ by less are equally good (default: 1)', margin)
    .option('--metric <name>', 'compare by this metric instead of the one the runs share')
    .addHelpText('after', `\n${COMPARE_EXAMPLES}`)
    .showHelpAfterError('(afterfit compare --help lists the options)')
    .action((paths: string[], _: unknown, command: Command) =>
      actions.compare(paths, withOptionsBefore(command)),
    );
  withMachineOptions(program.command('plan'))
    .description('before a training: its steps, hours, memory, price and settings')
    .requiredOption('--model <path>', 'config.json of the model, or the folder that holds it')
    .requiredOption('--data <file>', 'training texts, with labels if there are any')
    .addOption(new Option('--task <task>', 'what is trained on top').choices(['sequence', 'token']))
    .option('--epochs <n>', 'passes over the data (default: recommended)', size)
    .option('--batch-size <n>', 'examples of an update (default: recommended)', size)
    .option('--max-length <tokens>', 'cut texts here (default: recommended)', size)
    .option('--eval-size <n>', 'number of evaluation examples', size)
    .option('--text-column <name>', 'column that holds the text')
    .option('--label-column <name>', 'column that holds the label')
    .addOption(
      new Option('-f, --format <format>', 'how to print it').choices(['text', 'json']).default('text'),
    )
    .showHelpAfterError('(afterfit plan --help lists the options)')
    .action((_: unknown, command: Command) =>
      actions.plan(withOptionsBefore(command) as unknown as PlanOptions),
    );
  program
    .command('explain <id>')
    .description("print an audit's page: what it checks, how it decides, when it is wrong, sources")
    .action((id: string) => actions.explain(id));
  program
    .command('cache <what>')
    .description('clear: remove what running checkpoints has kept')
    .action((what: string) => actions.cache(what));
  program
    .command('formats')
    .description('list what can be read')
    .action(() => actions.formats());
  program
    .command('audits')
    .description('list every check')
    .action(() => actions.audits());
  return program;
}

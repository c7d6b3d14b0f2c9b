import { isJsonObject, parseJson } from '../../formats/json.ts';
import { decodeText } from '../../formats/text-encoding.ts';
import { derived, stated } from '../../model/known.ts';
import type { ReadContext, Reader, RunFragment } from '../../model/reader.ts';
import { joinResources, noResources, type Resources } from '../../model/resources.ts';
import type { SourceFile } from '../../model/source.ts';
import { isEmissionsHeading, readEmissions } from './codecarbon.ts';
import { readConsole } from './console.ts';
import { toSamples } from './samples.ts';
import { isSmiHeading, readSmiCsv, type SampledFile } from './smi-csv.ts';
import { isDmonHeading, isGpustatRow, readDmon, readGpustat } from './tables.ts';

/** The first bytes tell what a file is; logs are read whole up to the second, their beginning and end beyond it. */
const HEAD_BYTES = 16_384;
const MOST_BYTES = 64_000_000;
const LOG_PART = 8_000_000;

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

const isTable = (path: string): boolean => /\.csv$/i.test(path);
const isLog = (path: string): boolean =>
  /\.(?:log|out|err|stdout|stderr)$|\.o\d+$/i.test(path) ||
  /(?:log|nvidia|gpu|dmon|console|stdout|stderr|output|nohup|slurm)[^/]*\.txt$/i.test(path);
const isResults = (path: string): boolean => /^(?:all|train)_results\.json$/i.test(nameOf(path));
const isMetadata = (path: string): boolean => nameOf(path) === 'wandb-metadata.json';

interface Found {
  readonly what: string;
  readonly resources: Resources;
}

const withSamples = ({ rows, zoned }: SampledFile, file: string): Found | null => {
  const { samples, notes } = toSamples(rows, file, zoned);
  const told = samples.filter((one) =>
    [one.utilisation, one.memoryUsed, one.watts].some((column) => column.some((value) => value >= 0)),
  );
  if (told.length === 0) return null;
  const names = told.map(({ name }) => name).filter((name) => name !== null);
  return {
    what: `${rows.length} samples of ${told.length} ${told.length === 1 ? 'GPU' : 'GPUs'}`,
    resources: {
      ...noResources,
      samples: told,
      gpus: names.length === told.length ? stated(names, file) : null,
      notes,
    },
  };
};

function fromConsole(text: string, file: string): Found | null {
  const { gpus, outOfMemory, progress } = readConsole(text, file);
  if (gpus.length === 0 && outOfMemory.length === 0 && progress.length === 0) return null;
  const parts = [
    gpus.length > 0 ? 'the name of a GPU' : null,
    outOfMemory.length > 0 ? 'an out-of-memory error' : null,
    progress.length > 0 ? 'progress over time' : null,
  ].filter((part) => part !== null);
  return {
    what: parts.join(', '),
    // A log that names several cards does not say which of them trained.
    resources: {
      ...noResources,
      gpus: gpus.length === 1 ? stated(gpus, file) : null,
      outOfMemory,
      progress,
    },
  };
}

/** Trainer's memory metrics: what was allocated when training ended, and what had been on top of it. */
function fromResults(text: string, file: string): Found | null {
  const parsed = parseJson(text);
  if (!('value' in parsed) || !isJsonObject(parsed.value)) return null;
  const { value } = parsed;
  const number = (key: string): number => {
    const found = Object.hasOwn(value, key) ? value[key] : undefined;
    return typeof found === 'number' && Number.isFinite(found) ? found : 0;
  };
  if (!(number('train_mem_gpu_peaked_delta') > 0)) return null;
  const keys = [
    'before_init_mem_gpu',
    'init_mem_gpu_alloc_delta',
    'train_mem_gpu_alloc_delta',
    'train_mem_gpu_peaked_delta',
  ];
  const peak = keys.reduce((sum, key) => sum + number(key), 0);
  if (!(peak > 0 && peak < 2 ** 44)) return null;
  return {
    what: 'memory metrics of the training',
    resources: {
      ...noResources,
      peakAllocated: derived(peak, `${file}: sum of ${keys.slice(1).join(', ')}`),
    },
  };
}

/** The machine, as Weights & Biases wrote it down. */
function fromMetadata(text: string, file: string): Found | null {
  const parsed = parseJson(text);
  if (!('value' in parsed) || !isJsonObject(parsed.value)) return null;
  const { gpu, gpu_count: count } = parsed.value;
  if (typeof gpu !== 'string' || gpu === '' || gpu.length > 200) return null;
  const devices =
    typeof count === 'number' && Number.isInteger(count) && count > 0 && count <= 64 ? count : 1;
  return {
    what: 'the name of the GPU',
    // How many are in the machine is not how many trained.
    resources: {
      ...noResources,
      gpus: stated([gpu], `${file}#/gpu${devices > 1 ? ` (${devices} in the machine)` : ''}`),
    },
  };
}

async function textOf(file: SourceFile, length: number): Promise<string> {
  if (file.bytes <= length) return decodeText(await file.read()).text;
  const first = await file.readRange(0, LOG_PART);
  const last = await file.readRange(file.bytes - LOG_PART, LOG_PART);
  return `${decodeText(first).text}\n${decodeText(last).text}`;
}

async function readOne(file: SourceFile): Promise<Found | null> {
  const { path } = file;
  if (isResults(path) || isMetadata(path)) {
    if (file.bytes > 1_000_000) return null;
    const text = decodeText(await file.read()).text;
    return isResults(path) ? fromResults(text, path) : fromMetadata(text, path);
  }
  const head = decodeText(await file.readRange(0, Math.min(HEAD_BYTES, file.bytes))).text;
  const lines = head.split(/\r?\n/);
  const [first = ''] = lines;
  const whole = async (): Promise<string> => (file.bytes <= HEAD_BYTES ? head : textOf(file, MOST_BYTES));
  if (isSmiHeading(first)) return withSamples(readSmiCsv(await whole()), path);
  if (isEmissionsHeading(first)) {
    const energy = readEmissions(await whole(), path);
    return energy.length === 0
      ? null
      : {
          what: `energy of ${energy.length} ${energy.length === 1 ? 'measurement' : 'measurements'}`,
          resources: { ...noResources, energy },
        };
  }
  if (isTable(path)) return null;
  if (lines.slice(0, 5).some(isDmonHeading)) return withSamples(readDmon(await whole()), path);
  if (lines.slice(0, 10).some((line) => isGpustatRow(line.replace(/\u001b\[[0-9;]*m/g, ''))))
    return withSamples(readGpustat(await whole()), path);
  return fromConsole(await whole(), path);
}

async function read(files: readonly SourceFile[], context: ReadContext): Promise<readonly RunFragment[]> {
  const byFolder = new Map<string, { resources: Resources; files: string[] }>();
  for (const file of files) {
    let found: Found | null = null;
    try {
      found = await readOne(file);
    } catch {
      // It adds what is known about the machine and nothing else; other readers say what is wrong with the file.
    }
    if (found === null) continue;
    context.found({ file: file.path, reader: 'resources', found: found.what });
    const folder = folderOf(file.path);
    const before = byFolder.get(folder);
    if (before === undefined) byFolder.set(folder, { resources: found.resources, files: [file.path] });
    else {
      before.resources = joinResources(before.resources, found.resources) ?? before.resources;
      before.files.push(file.path);
    }
  }
  return [...byFolder].map(
    ([root, { resources, files: own }]): RunFragment => ({
      role: 'addition',
      root,
      reader: 'resources',
      run: { title: own[0] ?? 'resources', files: own, resources },
    }),
  );
}

/** What was measured or said about the machine that trained. */
export const resourcesReader: Reader = {
  id: 'resources',
  title: 'Resources (GPU samples, energy, memory, console logs)',
  files: [
    '*.csv of `nvidia-smi --query-gpu`',
    'logs of `nvidia-smi dmon` and `gpustat`',
    'emissions.csv (CodeCarbon)',
    '*.log, *.out, *.err and console *.txt: out-of-memory errors, tqdm bars, names of GPUs',
    'memory metrics in all_results.json and train_results.json',
    'wandb-metadata.json',
  ],
  claims: ({ path, bytes }) =>
    bytes > 0 && (isTable(path) || isLog(path) || isResults(path) || isMetadata(path)),
  shares: true,
  read,
};

import type { Reader } from '../model/reader.ts';
import { afterfitRunReader } from './afterfit-run/index.ts';
import { entitiesReader } from './entities/index.ts';
import { hfTrainerReader } from './hf-trainer/index.ts';
import { kerasReader } from './keras/index.ts';
import { predictionsReader } from './predictions/index.ts';
import { resourcesReader } from './resources/index.ts';
import { tensorboardReader } from './tensorboard/index.ts';
import { tokenizerReader } from './tokenizer/index.ts';

/** Every format, in the order in which they are asked; see `docs/formats/` for a page on each. */
export const readers: readonly Reader[] = [
  afterfitRunReader,
  resourcesReader,
  hfTrainerReader,
  tensorboardReader,
  kerasReader,
  tokenizerReader,
  entitiesReader,
  predictionsReader,
];

import { albert } from './albert.ts';
import { bert } from './bert.ts';
import { debertaV2 } from './deberta.ts';
import { distilbert } from './distilbert.ts';
import { electra } from './electra.ts';
import type { Family } from './family.ts';
import { modernbert } from './modernbert.ts';
import { mpnet } from './mpnet.ts';
import { roberta } from './roberta.ts';

/** Every family that can be run. */
const families: readonly Family[] = [
  bert,
  roberta,
  distilbert,
  electra,
  albert,
  mpnet,
  debertaV2,
  modernbert,
];

/** What can be run, in prose. */
export const supportedFamilies =
  'BERT, RoBERTa (also XLM-R and CamemBERT), DistilBERT, ELECTRA, ALBERT, MPNet, DeBERTa-v2 (also v3) and ModernBERT';

/** By `model_type` of the configuration. */
export const familyOf = (modelType: string): Family | undefined =>
  families.find(({ classes }) => Object.hasOwn(classes, modelType));

import { calibrationStudy } from './calibrated.ts';
import { averageStudy, bagStudy, imbalanceStudy, mappingStudy, pairStudy } from './classes.ts';
import { duplicatesStudy, leakageStudy } from './copies.ts';
import { clusterStudy } from './clusters.ts';
import { cuesStudy } from './cues.ts';
import { truncationStudy } from './cut.ts';
import { effectStudies } from './effects.ts';
import { healthyStudy } from './healthy.ts';
import { labelsStudy } from './labels.ts';
import { pairsStudy, selectionStudy } from './pairs.ts';
import { shiftStudy } from './shift.ts';
import { slicesStudy } from './slices.ts';
import type { Study } from './study.ts';

/** The long ones first, so that two workers end together. */
export const studies: readonly Study[] = [
  healthyStudy,
  cuesStudy,
  leakageStudy,
  bagStudy,
  truncationStudy,
  labelsStudy,
  slicesStudy,
  clusterStudy,
  ...effectStudies,
  imbalanceStudy,
  duplicatesStudy,
  averageStudy,
  pairStudy,
  mappingStudy,
  calibrationStudy,
  shiftStudy,
  pairsStudy,
  selectionStudy,
];

/** Everything that single examples tell, each question answered when it is first asked. */
export {
  type Calibration,
  type Examination,
  type ExaminedRows,
  examine,
  type LabelThreshold,
} from './examine.ts';

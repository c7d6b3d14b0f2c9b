/** What simple models make of the same texts. */
export {
  type Baseline,
  type BaselineInput,
  type Baselines,
  baselines,
  type LogLoss,
  type Scored,
} from './baselines.ts';
export { type BagTraining, type TrainedBag, trainBag } from './train.ts';

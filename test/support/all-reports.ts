import type { Report } from '../../src/model/report.ts';
import { comparedReports } from './compared-reports.ts';
import {
  entitiesReport,
  hostileEntities,
  manyTypesReport,
  noMentionsReport,
  oneTypeReport,
  scriptsReport,
} from './entity-reports.ts';
import {
  brokenReport,
  hostile,
  hostileReport,
  largeReport,
  longReport,
  manyClassesReport,
  oneClassReport,
  onePointReport,
  wildReport,
} from './extreme-reports.ts';
import {
  findingsReport,
  healthyReport,
  nothingReport,
  report,
  severalRunsReport,
  tooLittleReport,
} from './reports.ts';

/** Every report that the tests of the renderers know, by name. */
export const allReports: readonly (readonly [name: string, report: Report])[] = [
  ['findings', findingsReport],
  ['healthy', healthyReport],
  ['too little', tooLittleReport],
  ['five runs', severalRunsReport(5)],
  ['sixty runs', severalRunsReport(60)],
  ['nothing', nothingReport],
  ['empty', report()],
  ['one point', onePointReport],
  ['a long record', longReport(5000)],
  ['a broken record', brokenReport],
  ['wild values', wildReport],
  ['two hundred classes', manyClassesReport()],
  ['one class', oneClassReport],
  ['hostile names', hostileReport],
  ['many examples', largeReport(500, 5000)],
  ['mentions', entitiesReport],
  ['two hundred types of mention', manyTypesReport()],
  ['one type of mention', oneTypeReport],
  ['no mentions', noMentionsReport],
  ['mentions in many scripts', scriptsReport],
  ['hostile mentions', hostileEntities(hostile)],
  ...comparedReports,
];

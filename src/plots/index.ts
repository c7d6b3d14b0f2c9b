export { type FigureEntry, figureSvg, figures } from './figures.ts';

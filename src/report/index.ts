export { figureSvg, figures } from '../plots/figures.ts';
export { renderHtml } from './html/index.ts';
export { renderJson, renderTables } from './json.ts';
export { renderMarkdown } from './markdown.ts';
export { renderTerminal } from './terminal.ts';
export { renderWorkListCsv, renderWorkListJsonl } from './worklist.ts';

/** How tags spell mentions: their names, the scheme of a file, and the mentions themselves. */
export { type DecodingRule, decode } from './decode.ts';
export {
  detectScheme,
  detectSchemes,
  type SchemeDetection,
} from './detect.ts';
export { type OddTags, oddTags } from './oddities.ts';
export {
  readTagName,
  styleOfTags,
  type TagForm,
  type TagLetter,
  type TagName,
  type TagOddity,
  type TagStyle,
} from './tag-name.ts';
export {
  readTagTable,
  role,
  roleCount,
  styleOfColumn,
  type TagTable,
  typeIdsOf,
  typesOfTags,
  untypedMention,
} from './tag-table.ts';
export { MentionList, mentionColumns, type TokenMentions } from './token-mentions.ts';
export {
  type BreakKind,
  breakKinds,
  breaksOf,
  breakWords,
  countTransitions,
} from './transitions.ts';

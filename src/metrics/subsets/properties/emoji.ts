import { absent, NO_TEXTS, type Property } from '../property.ts';
import { signs } from '../reading.ts';
import { patternValue } from '../spans.ts';

/** Shown as a picture by default, or told to be by U+FE0F; ©, ® and ™ are not. */
const picture =
  /(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F)(?:\p{Emoji_Modifier}|\uFE0F|\u200D\p{Extended_Pictographic})*/gu;
const emoticon =
  /(?<![\p{L}\p{N}])(?:[:;=8]['’]?-?[)(\]DPpOo|\\*]|[)(\]]-?[:;=]|<3|[xX]D|\^_?\^)(?![\p{L}\p{N}])/gu;

export const emoji: Property = {
  id: 'emoji',
  find({ reading }) {
    const title = 'emoji and emoticons';
    if (reading === null) return absent('emoji', title, NO_TEXTS);
    return [
      {
        id: 'emoji',
        title,
        role: 'slice',
        leftOut: null,
        values: [
          patternValue(
            reading,
            'contains an emoji',
            'contains a character that is shown as a picture',
            picture,
            (_, row) => (reading.signs[row]! & signs.notAscii) !== 0,
          ),
          patternValue(
            reading,
            'contains an emoticon',
            'contains a face typed with punctuation, such as :) or ;-(',
            emoticon,
            (text) => /[:;=8<^(\])]|[xX]D/.test(text),
          ),
        ],
      },
    ];
  },
};

import { absent, NO_TEXTS, type Property } from '../property.ts';
import { patternValue } from '../spans.ts';

const url = /\b(?:https?:\/\/|www\.)[^\s<>"]+/giu;
// The local part is bounded: an endless run of letters would be tried from each of them.
const email = /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/gu;
const mention = /(?<![\p{L}\p{N}_@.])@[\p{L}\p{N}_]{1,50}/gu;
const hashtag = /(?<![\p{L}\p{N}_&#])#(?=[\p{N}_]{0,50}\p{L})[\p{L}\p{M}\p{N}_]{1,100}/gu;

/** Links, mail addresses, user names, hashtags. */
export const addresses: Property = {
  id: 'addresses',
  find({ reading }) {
    const title = 'links, addresses, mentions, hashtags';
    if (reading === null) return absent('addresses', title, NO_TEXTS);
    const at = (text: string): boolean => text.includes('@');
    return [
      {
        id: 'addresses',
        title,
        role: 'slice',
        leftOut: null,
        values: [
          patternValue(
            reading,
            'contains a link',
            'contains http://, https:// or www.',
            url,
            (text) => text.includes('://') || /www\./i.test(text),
          ),
          patternValue(reading, 'contains an e-mail address', 'contains name@host.domain', email, at),
          patternValue(reading, 'mentions a user', 'contains @name', mention, at),
          patternValue(reading, 'contains a hashtag', 'contains # and a word', hashtag, (text) =>
            text.includes('#'),
          ),
        ],
      },
    ];
  },
};

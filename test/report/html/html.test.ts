import { expect, it } from 'vitest';
import { base64 } from '../../../src/report/html/base64.ts';
import { escapeText, html, jsonData, markup } from '../../../src/report/html/html.ts';

it('escapes every hole that is not markup of its own making', () => {
  const name = `<b a="1" c='2'>&`;
  expect(markup(html`<p title="${name}">${name}</p>`)).toBe(
    '<p title="&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;">&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;</p>',
  );
});

it('nests templates and lists, and leaves out what is absent', () => {
  expect(
    markup(html`<ul>${['a', 'b'].map((one) => html`<li>${one}</li>`)}${null}${false}${undefined}${3}</ul>`),
  ).toBe('<ul><li>a</li><li>b</li>3</ul>');
});

it('cannot be fooled by a value that looks like markup', () => {
  const forged = JSON.parse('{"markup":"<script>"}');
  expect(() => markup(forged)).toThrow();
});

it('makes control characters visible', () => {
  expect(escapeText('a\u0000b\u001bc\n')).toBe('a\ufffdb\ufffdc\n');
});

it('writes data blocks that cannot end early', () => {
  expect(markup(jsonData({ a: '</script><!--' }))).toBe('{"a":"\\u003c/script>\\u003c!--"}');
});

it('encodes base64 as everyone does', () => {
  for (const text of ['', 'a', 'ab', 'abc', 'abcd', 'é€😀'])
    expect(base64(new TextEncoder().encode(text))).toBe(Buffer.from(text).toString('base64'));
});

import { sha256 } from '@noble/hashes/sha2.js';
import type { Report } from '../../model/report.ts';
import { plainText } from '../text.ts';
import { base64 } from './base64.ts';
import client from './client.js?raw';
import sentences from './entities/sentences.js?raw';
import examples from './examples.js?raw';
import { type Html, html, trusted } from './html.ts';
import { breakable } from './prose.ts';
import { sentenceStyle, style } from './style.ts';

/** A line of the contents list. */
export interface NavigationEntry {
  readonly id: string;
  readonly name: string;
  readonly count: number | null;
  /** A run below the overview. */
  readonly inner: boolean;
}

/** Indentation, whole-line comments and ends of lines that end nothing stay at home. */
const packed = (script: string): string =>
  script.replace(/^\s+(\/\/.*\n)?|^\/\/.*\n/gm, '').replace(/^(?!.*\/\/)(.*[;{},([])\n/gm, '$1');

/** The page's own style and script; what only sentences with mentions need is there when there are any. */
function ownCode({ runs }: Report): { readonly style: string; readonly script: string } {
  return runs.some(({ entities }) => entities != null)
    ? { style: `${style}${sentenceStyle}`, script: packed(`${client}${sentences}${examples}`) }
    : { style, script: packed(`${client}${examples}`) };
}

const hashOf = (text: string): string => `'sha256-${base64(sha256(new TextEncoder().encode(text)))}'`;

/** Nothing may be loaded, sent or run but this page's own style and script. */
const contentSecurityPolicy = ({
  style,
  script,
}: {
  readonly style: string;
  readonly script: string;
}): string =>
  `default-src 'none'; style-src ${hashOf(style)}; script-src ${hashOf(script)}; img-src data:; base-uri 'none'; form-action 'none'`;

/** The whole document around the parts. */
export function documentOf(report: Report, content: Html, navigation: readonly NavigationEntry[]): Html {
  const code = ownCode(report);
  const title = `${plainText(report.answer.headline).slice(0, 120)} · Afterfit`;
  return html`<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(code)}"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer"><meta name="generator" content="Afterfit ${report.tool.version}"><title>${title}</title><style>${trusted(code.style)}</style></head>
<body><a class="skip" href="#main">Skip to the answer</a>
<header class="top"><span class="brand">Afterfit</span><span class="path" title="${report.source}">${breakable(report.source)}</span>${themeSwitch}</header>
<div class="page"><nav class="toc" aria-label="Parts of this report"><ul>${navigation.map(
    (entry) =>
      html`<li${entry.inner ? html` class="inner"` : ''}><a href="#${entry.id}"><bdi>${entry.name}</bdi>${entry.count === null ? null : html`<span>${entry.count}</span>`}</a></li>`,
  )}</ul></nav>
<main id="main" tabindex="-1">${content}</main></div>
<footer>Afterfit ${report.tool.version} · this file is complete and makes no network request</footer>
<script>${trusted(code.script)}</script></body></html>
`;
}

const themeSwitch = html`<fieldset class="seg theme"><legend class="vh">Theme</legend><input type="radio" name="theme" id="theme-auto" checked><label for="theme-auto">Auto</label><input type="radio" name="theme" id="theme-light"><label for="theme-light">Light</label><input type="radio" name="theme" id="theme-dark"><label for="theme-dark">Dark</label></fieldset>`;

import { de } from "./de.ts";
import { en, type Texts } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { id } from "./id.ts";
import { it } from "./it.ts";
import { ja } from "./ja.ts";
import { ko } from "./ko.ts";
import { ptBr } from "./pt-br.ts";
import { zhCn } from "./zh-cn.ts";
import { zhTw } from "./zh-tw.ts";

export type { TextKey, Texts } from "./en.ts";

/** The languages of managed login (AWS, "Managed login localization"), and the names that links of terms have for them. */
export const LANGUAGES = {
  de: { texts: de, terms: "cognito:german" },
  en: { texts: en, terms: "cognito:english" },
  es: { texts: es, terms: "cognito:spanish" },
  fr: { texts: fr, terms: "cognito:french" },
  id: { texts: id, terms: "cognito:bahasa-indonesia" },
  it: { texts: it, terms: "cognito:italian" },
  ja: { texts: ja, terms: "cognito:japanese" },
  ko: { texts: ko, terms: "cognito:korean" },
  "pt-BR": { texts: ptBr, terms: "cognito:portuguese-brazil" },
  "zh-CN": { texts: zhCn, terms: "cognito:chinese-simplified" },
  "zh-TW": { texts: zhTw, terms: "cognito:chinese-traditional" },
} as const satisfies Readonly<Record<string, { texts: Texts; terms: string }>>;

export type Language = keyof typeof LANGUAGES;

/** The language of a `lang` parameter or cookie, letter case aside; undefined for what is none of them. */
export const languageOf = (name: string | undefined): Language | undefined =>
  (Object.keys(LANGUAGES) as Language[]).find((language) => language.toLowerCase() === name?.toLowerCase());

/** A text with its values in the places of their names. */
export const filled = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));

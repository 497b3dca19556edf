import { describe, expect, test } from "vitest";
import { CLASSIC_TEXTS } from "#src/pages/languages/classic.ts";
import { filled, LANGUAGES, type Language, languageOf, type Texts } from "#src/pages/languages/index.ts";

const placesOf = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
const english: Texts = LANGUAGES.en.texts;

describe("languages of the pages", () => {
  test("there are the eleven of managed login", () => {
    expect(Object.keys(LANGUAGES)).toEqual(["de", "en", "es", "fr", "id", "it", "ja", "ko", "pt-BR", "zh-CN", "zh-TW"]);
  });

  test.each(Object.keys(LANGUAGES) as Language[])("%s says every text, with the same values in it", (language) => {
    const texts: Texts = LANGUAGES[language].texts;
    expect(Object.keys(texts)).toEqual(Object.keys(english));
    for (const [key, text] of Object.entries(texts)) {
      expect(text.trim(), key).not.toBe("");
      expect(placesOf(text), key).toEqual(placesOf(english[key as keyof Texts]));
      expect(text, key).not.toMatch(/[<>]|&\w+;/);
    }
  });

  test.each((Object.keys(LANGUAGES) as Language[]).filter((language) => language !== "en"))("%s is not English", (language) => {
    const texts: Texts = LANGUAGES[language].texts;
    const same = Object.keys(english).filter((key) => texts[key as keyof Texts] === english[key as keyof Texts]);
    expect(same.length, same.join(", ")).toBeLessThan(12);
  });

  test("the classic pages have words for the same texts", () => {
    expect(Object.keys(CLASSIC_TEXTS).sort()).toEqual(Object.keys(english).sort());
  });

  test("a language is found whatever the case of its letters, and nothing else is one", () => {
    expect(languageOf("pt-br")).toBe("pt-BR");
    expect(languageOf("zh-TW")).toBe("zh-TW");
    expect(languageOf("tlh")).toBeUndefined();
    expect(languageOf("constructor")).toBeUndefined();
    expect(languageOf(undefined)).toBeUndefined();
  });

  test("values take the places of their names, and nothing in them is taken for a place", () => {
    expect(filled("{a} and {b}", { a: "{b}", b: 2 })).toBe("{b} and 2");
    expect(filled("$& {a}", { a: "$&" })).toBe("$& $&");
  });
});

/** How the text of a flag, a variable or a member of the config file becomes an option's value. Each throws the end of a sentence that begins with "it has to be". */

export function integer(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) throw new Error(`a whole number from ${least} to ${most}`);
    return value;
  };
}

export function pattern(form: RegExp, description: string) {
  return (text: string): string => {
    if (!form.test(text)) throw new Error(description);
    return text;
  };
}

export interface Choice {
  readonly choices?: readonly string[];
}

export function oneOf<T extends string>(...choices: readonly T[]): ((text: string) => T) & Choice {
  const read = (text: string): T => {
    const choice = choices.find((each) => each === text);
    if (choice === undefined) throw new Error(`one of ${choices.join(", ")}`);
    return choice;
  };
  return Object.assign(read, { choices });
}

export function truth(text: string): boolean {
  if (/^(true|1|yes|on)$/i.test(text)) return true;
  if (/^(false|0|no|off)$/i.test(text)) return false;
  throw new Error("true or false");
}

type Pairs = readonly (readonly [string, string])[];

export function pairs(text: string): Pairs {
  return text
    .split(",")
    .filter(Boolean)
    .map((pair): readonly [string, string] => {
      const [, id, secret] = /^([^:\s]+):(\S+)$/.exec(pair.trim()) ?? [];
      if (id === undefined || secret === undefined) throw new Error("access keys as ID:SECRET with commas between");
      return [id, secret];
    });
}

/** Pairs in code, or an object of ids and secrets in the config file. */
export function pairsText(value: object): string {
  return (Array.isArray(value) ? (value as unknown[][]) : Object.entries(value)).map((pair) => [pair].flat().join(":")).join(",");
}

export function webAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username)
    throw new Error("an address that starts with http:// or https:// and has no query");
  return text.replace(/\/+$/, "");
}

/** Origins as browsers send them; `null` is that of pages without one, `*` stands for all. */
export function origins(text: string): readonly string[] {
  return text
    .split(",")
    .filter(Boolean)
    .map((entry) => {
      const origin = entry.trim().replace(/\/$/, "");
      if (origin === "*" || origin === "null") return origin;
      if (!URL.canParse(origin) || !/^[a-z][a-z0-9+.-]*:\/\/[^/?#@]+$/i.test(origin))
        throw new Error("origins such as https://app.example.com");
      return origin.toLowerCase();
    });
}

export const originsText = (list: object): string => (list as readonly string[]).join(",");

/** As webAddress, with a query if there is one and nothing cut off. */
export function hookAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.hash) throw new Error("an address that starts with http:// or https://");
  return text;
}

export function mailServer(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^smtps?:$/.test(url.protocol) || !url.hostname)
    throw new Error("an address such as smtp://user:password@mail.example.com:587");
  return text;
}

/** Files by the name or the ARN of a function. */
export type FunctionFiles = Readonly<Record<string, string>>;

export function functionFiles(text: string): FunctionFiles {
  return Object.fromEntries(
    text
      .split(",")
      .filter(Boolean)
      .map((entry) => {
        const [, name, file] = /^([^=\s]+)=(.+)$/.exec(entry.trim()) ?? [];
        if (name === undefined || file === undefined) throw new Error("functions as NAME=FILE with commas between");
        return [name, file];
      }),
  );
}

export const functionFilesText = (files: object): string =>
  Object.entries(files)
    .map((entry) => entry.join("="))
    .join(",");

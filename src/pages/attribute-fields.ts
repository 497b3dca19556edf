import type { Texts } from "./languages/index.ts";
import type { FormValues } from "./screens/screen.ts";
import type { Input } from "./view.ts";
import type { Visit } from "./visit.ts";

const TYPES: Readonly<Record<string, Partial<Input> & Pick<Input, "type">>> = {
  email: { type: "email", autocomplete: "email", placeholder: "name@host.com" },
  phone_number: { type: "tel", autocomplete: "tel", placeholder: "+12065551212" },
  birthdate: { type: "date", autocomplete: "bday" },
  name: { type: "text", autocomplete: "name" },
  given_name: { type: "text", autocomplete: "given-name" },
  family_name: { type: "text", autocomplete: "family-name" },
  middle_name: { type: "text", autocomplete: "additional-name" },
  nickname: { type: "text", autocomplete: "nickname" },
  gender: { type: "text", autocomplete: "sex" },
  address: { type: "text", autocomplete: "street-address" },
};

const NAME = /^requiredAttributes\[(.+)\]$/;

/** Fields for attributes of the pool, by the names that the classic page gives them. */
export const attributeFields = (
  { texts, request }: Visit,
  { names, optional = [], form = {} }: { names: readonly string[]; optional?: readonly string[]; form?: FormValues },
): Input[] =>
  [...names, ...optional].map((attribute) => {
    const name = `requiredAttributes[${attribute}]`;
    const known = request.pool.schema.some((each) => each.name === attribute);
    return {
      kind: "input",
      name,
      id: attribute.replace(/[^\w-]/g, "-"),
      label: labelOf(texts, attribute),
      value: known ? form[name] : undefined,
      optional: optional.includes(attribute) ? texts.optional : undefined,
      ...(TYPES[attribute] ?? { type: "text" }),
    };
  });

const labelOf = (texts: Texts, attribute: string): string =>
  Object.hasOwn(texts, attribute) ? texts[attribute as keyof Texts] : attribute.replace(/^(dev:)?custom:/, "");

/** What was filled in, by attribute; what was left empty is not there. */
export const attributesOf = (form: FormValues): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(form).flatMap(([field, value]) => {
      const name = NAME.exec(field)?.[1];
      return name === undefined || value === "" ? [] : [[name, value]];
    }),
  );

/** A body that no client sends on purpose, and what has to come of it; undefined: whatever the operation declares. */
export interface OddBody {
  readonly kind: string;
  readonly body: string;
  readonly refusal?: "SerializationException" | "RequestEntityTooLargeException";
}

/** Deep enough to exhaust the stack of anything that goes down by calling itself. */
const DEPTH = 100_000;
/** Of the two operations that take images; all others take half of it. */
const LARGEST_BODY = 2 * 1024 * 1024;

/** Odd ways to send a valid input. */
export function oddBodiesOf(valid: object): readonly OddBody[] {
  const text = JSON.stringify(valid);
  const withMember = (member: string) => (text === "{}" ? `{${member}}` : `${text.slice(0, -1)},${member}}`);
  const names = Object.keys(valid);
  return [
    { kind: "members that are not known", body: withMember('"Unknown":{"a":[1,null]},"":0,"constructor":{},"toString":"x"') },
    { kind: "a member named __proto__", body: withMember('"__proto__":{"UserPoolId":"x","admin":true}') },
    { kind: "an unknown member that is nested deeply", body: withMember(`"Unknown":${"[".repeat(DEPTH)}1${"]".repeat(DEPTH)}`) },
    { kind: "an unknown member with a null, nested deeply", body: withMember(`"Unknown":${"[".repeat(DEPTH)}null${"]".repeat(DEPTH)}`) },
    { kind: "members twice", body: `{${text.slice(1, -1)}${text === "{}" ? "" : ","}${text.slice(1, -1)}}` },
    { kind: "half a surrogate pair", body: JSON.stringify(changedTexts(valid, (value) => `${value}\ud800`)) },
    {
      kind: "right-to-left and combining marks",
      body: JSON.stringify(changedTexts(valid, (value) => `${value}\u202e\u0301\u{1f468}\u200d\u{1f469}`)),
    },
    { kind: "NUL characters", body: JSON.stringify(changedTexts(valid, (value) => `\u0000${value}`)) },
    { kind: "names of an object's own", body: JSON.stringify(changedTexts(valid, () => "__proto__")) },
    { kind: "only nulls", body: JSON.stringify(Object.fromEntries(names.map((name) => [name, null]))) },
    { kind: "white space around", body: ` \n\t${text}\r\n` },
    { kind: "nothing", body: "", refusal: "SerializationException" },
    { kind: "half of the input", body: text.slice(0, Math.max(1, text.length / 2)), refusal: "SerializationException" },
    { kind: "more after the input", body: `${text}}`, refusal: "SerializationException" },
    { kind: "a list", body: `[${text}]`, refusal: "SerializationException" },
    { kind: "a text", body: JSON.stringify(text), refusal: "SerializationException" },
    {
      kind: "more than two mebibytes",
      body: withMember(`"Unknown":"${"x".repeat(LARGEST_BODY)}"`),
      refusal: "RequestEntityTooLargeException",
    },
  ];
}

function changedTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => changedTexts(item, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, changedTexts(member, change)]));
}

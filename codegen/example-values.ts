/** Plausible values for examples, by the name of a member and by that of a shape; the first that the shape's limits allow is taken. */
export interface ExampleValues {
  readonly members: Readonly<Record<string, readonly unknown[]>>;
  readonly shapes: Readonly<Record<string, readonly unknown[]>>;
}

export const NO_VALUES: ExampleValues = { members: {}, shapes: {} };

/** What texts of many an API are like. */
export const GENERAL_VALUES: readonly string[] = [
  "example",
  "123456",
  "1a2b3c4d-0000-4000-8000-1a2b3c4d5e6f",
  "arn:aws:lambda:us-east-1:123456789012:function:example",
  "arn:aws:s3:::example-bucket",
  "ada@example.com",
  "1a2b3c4d5e6f",
  "Your code is {####}",
  "Follow {##this link##}",
  "example-value-that-is-long-enough-to-be-accepted",
];

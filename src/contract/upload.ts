/** What a client sends to a pre-signed address. */
export interface Upload {
  readonly url: string;
  /** The whole text, or its beginning where there is `line`. */
  readonly text: string;
  /** Follows `times` times, each with its number in the place of `{n}`. */
  readonly line?: string;
  readonly times?: number;
}

/** Sends it with PUT. Throws where it is refused. */
export async function sendUpload({ url, text, line, times = 1 }: Upload): Promise<void> {
  const lines = line === undefined ? [] : Array.from({ length: times }, (_, index) => line.replaceAll("{n}", String(index)));
  const response = await fetch(url, {
    method: "PUT",
    headers: { "x-amz-server-side-encryption": "aws:kms" },
    body: [text, ...lines].join("\n"),
  });
  if (!response.ok) throw new Error(`the upload was answered ${response.status}: ${await response.text()}`);
}

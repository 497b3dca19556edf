import { UsageError } from "../options/table.ts";
import type { Arguments } from "./arguments.ts";

/** @throws UsageError where a command that takes options only was given words */
export function refuseWords(command: string, { positionals, rest }: Arguments): void {
  const [word] = [...positionals, ...(rest ?? [])];
  if (word !== undefined) throw new UsageError(`rockpool ${command} takes no "${word}"; see rockpool --help.`);
}

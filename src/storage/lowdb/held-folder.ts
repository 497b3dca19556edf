import { closeSync, openSync, type Stats, statSync } from "node:fs";

/** The data folder, told from another one of its name: while it is held open the system gives its number to no other. */
export class HeldFolder {
  private handle: number | undefined;
  private readonly number: string | undefined;

  constructor(readonly path: string) {
    // Windows opens no folders, nor does it remove one with open files in it.
    if (process.platform !== "win32") this.handle = openSync(path, "r");
    this.number = numberAt(path);
  }

  get isThere(): boolean {
    return numberAt(this.path) === this.number;
  }

  close(): void {
    if (this.handle !== undefined) closeSync(this.handle);
    this.handle = undefined;
  }
}

/** Of what has this path now; undefined where nothing has. */
export function numberAt(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found && numberOf(found);
}

/** Tells files and folders that are there at the same time from each other. */
export const numberOf = ({ dev, ino }: Pick<Stats, "dev" | "ino">): string => `${dev} ${ino}`;

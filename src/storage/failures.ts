/** Another rockpool has the data folder open. */
export class DataFolderInUse extends Error {
  /** `holder`: who has it, such as `process 12`. `lock`: a file that may be a mistake. */
  constructor(folder: string, holder: string, lock?: string) {
    super(
      `the data folder ${folder} is in use by another rockpool (${holder}): stop that one or choose another folder` +
        (lock === undefined ? "" : `; if that process is no rockpool, remove ${lock}`),
    );
  }
}

/** A file of the data folder is damaged, not ours, or may not be read. Nothing on disk has been touched. */
export class UnreadableData extends Error {
  constructor(
    readonly file: string,
    reason: string,
  ) {
    super(`${file} cannot be read: ${reason}; nothing has been changed: "rockpool doctor" says what is damaged and what can be done`);
  }
}

/** A commit could not be written, and has not happened. The next one is tried again. */
export class StorageFailed extends Error {
  constructor(file: string, cause: unknown) {
    super(`${file} could not be written (${codeOf(cause)}): nothing is stored until this is mended`, { cause });
  }
}

/** The system's name of a failure, such as ENOSPC. */
export const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? (error as Error).message;

export const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === "ENOENT";

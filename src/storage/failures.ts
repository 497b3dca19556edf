/** Another rockpool has the data folder open. */
export class DataFolderInUse extends Error {
  constructor(folder: string, pid: number, lock: string) {
    super(
      `the data folder ${folder} is in use by another rockpool (process ${pid}): stop that one or choose another folder; ` +
        `if that process is no rockpool, remove ${lock}`,
    );
  }
}

/** A file of the data folder is damaged, not ours, or may not be read. Nothing on disk has been touched. */
export class UnreadableData extends Error {
  constructor(
    readonly file: string,
    reason: string,
  ) {
    super(`${file} cannot be read: ${reason}; repair it or move it away (nothing has been changed)`);
  }
}

/** A commit could not be written. The driver accepts no further ones: what is in memory is no longer what is on disk. */
export class StorageFailed extends Error {
  constructor(file: string, cause: unknown) {
    super(`${file} could not be written (${codeOf(cause)}): nothing more is stored until this is mended and rockpool started again`, {
      cause,
    });
  }
}

/** The system's name of a failure, such as ENOSPC. */
export const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? (error as Error).message;

export const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === "ENOENT";

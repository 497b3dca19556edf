import { createPrivateKey, type KeyObject, randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** RSA keys made in advance. Each is given out once. */
export interface KeyStock {
  take(): KeyObject | undefined;
  put(key: KeyObject): void;
  /** How many should be made. */
  readonly missing: number;
}

/** For as long as the process lasts. */
export function memoryStock(wanted: number): KeyStock {
  const keys: KeyObject[] = [];
  return {
    take: () => keys.shift(),
    put: (key) => void keys.push(key),
    get missing() {
      return wanted - keys.length;
    },
  };
}

/** As many as the first pool takes. */
const LEAST = 2;
const MOST = 256;
const SUFFIX = ".key";
/** Holds how many keys are wanted. */
const WANTED = "wanted";

/**
 * In a folder that servers share and that stays: a file for each key, for its owner's eyes alone. It grows to the number of keys
 * that one server has taken. Undefined where the folder cannot be used, or where others could put keys of their own into it.
 */
export function folderStock(folder: string): KeyStock | undefined {
  if (!isOurs(folder)) return undefined;
  let wanted = Math.min(MOST, Math.max(LEAST, Number(readIfThere(join(folder, WANTED)) ?? 0) || 0));
  let taken = 0;
  let isFull = false;
  const grow = () => {
    taken += 1;
    if (taken <= wanted || wanted === MOST) return;
    wanted = taken;
    write(join(folder, WANTED), String(wanted));
  };
  return {
    take: () => {
      grow();
      for (const name of keysIn(folder)) {
        const key = takeFile(join(folder, name));
        if (key) return key;
      }
      return undefined;
    },
    put: (key) => {
      const name = `${randomBytes(12).toString("hex")}${SUFFIX}`;
      isFull = !write(join(folder, name), key.export({ type: "pkcs8", format: "pem" }).toString());
    },
    get missing() {
      return isFull ? 0 : wanted - keysIn(folder).length;
    },
  };
}

/** Made where it is missing. */
function isOurs(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = statSync(folder);
    // Windows keeps a user's folders by other means.
    return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
  } catch {
    return false;
  }
}

function keysIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(SUFFIX));
  } catch {
    return [];
  }
}

/** A key is whose removal of its file succeeds: of several at once that is one. */
function takeFile(file: string): KeyObject | undefined {
  try {
    const text = readFileSync(file, "utf8");
    unlinkSync(file);
    return createPrivateKey(text);
  } catch {
    // Another server has it, or one was killed while it wrote it.
    return undefined;
  }
}

const readIfThere = (file: string): string | undefined => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
};

/** False where there is no room for it: what cannot be kept is made again when it is needed. */
function write(file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { mode: 0o600 });
    return true;
  } catch {
    return false;
  }
}

import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/** Where programs keep what can be made again (XDG Base Directory Specification; elsewhere as the system has it). */
export function userCacheFolder(env: Environment = process.env, platform = process.platform): string {
  if (env["XDG_CACHE_HOME"] && isAbsolute(env["XDG_CACHE_HOME"])) return env["XDG_CACHE_HOME"];
  if (platform === "win32" && env["LOCALAPPDATA"]) return env["LOCALAPPDATA"];
  return join(homedir(), platform === "darwin" ? "Library/Caches" : ".cache");
}

/** As Docker, Podman, systemd-nspawn and Kubernetes let their processes know. */
export const isContainer = (env: Environment = process.env): boolean =>
  Boolean(env["container"] ?? env["KUBERNETES_SERVICE_HOST"]) || ["/.dockerenv", "/run/.containerenv"].some((file) => existsSync(file));

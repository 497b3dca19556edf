import { UsageError } from "../options/table.ts";
import { CommandFailed } from "./exec.ts";

/** What went wrong, in one line that says what and what to do. */
export function messageOf(error: unknown): string {
  const text = listenFailure(error as ListenError) ?? (error instanceof Error ? error.message : String(error));
  return text.replaceAll(/\s*\n\s*/g, " ");
}

/** 2 for a mistake in the call, that of the shell for a command that cannot be run, 1 for all else. */
export function statusOf(error: unknown): number {
  if (error instanceof UsageError) return 2;
  return error instanceof CommandFailed ? error.status : 1;
}

type ListenError = NodeJS.ErrnoException & {
  readonly address?: string;
  readonly port?: number;
  readonly hostname?: string;
  readonly flag?: string;
};

/** `flag`: of the port, where it is not the first. */
function listenFailure({ code, syscall, address, port, hostname, flag = "port" }: ListenError): string | undefined {
  if (syscall === "getaddrinfo") return `There is no address for the host ${hostname}; choose another one with --host.`;
  if (syscall !== "listen") return undefined;
  switch (code) {
    case "EADDRINUSE":
      return `Port ${port} of ${address} is in use; stop what listens there, or choose another one with --${flag}.`;
    case "EACCES":
      return `Port ${port} of ${address} may not be used; choose one above 1023 with --${flag}.`;
    case "EADDRNOTAVAIL":
      return `${address} is no address of this machine; choose another one with --host.`;
    default:
      return `Port ${port} of ${address} cannot be listened on (${code}); choose another one with --${flag} or --host.`;
  }
}

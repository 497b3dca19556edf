declare module "samlp" {
  import type { RequestHandler } from "express";

  interface SamlpOptions {
    readonly issuer: string;
    readonly cert: string;
    readonly key: string;
    readonly audience?: string;
    readonly destination?: string;
    readonly recipient?: string;
    readonly signResponse?: boolean;
    readonly encryptionCert?: string;
    readonly encryptionPublicKey?: string;
    readonly lifetimeInSeconds?: number;
    readonly getPostURL: (...parameters: unknown[]) => void;
    readonly getUserFromRequest?: (request: unknown) => unknown;
    readonly profileMapper?: (user: Record<string, unknown>) => object;
    readonly responseHandler?: (response: Buffer, options: unknown, request: unknown, answer: unknown) => void;
  }
  const samlp: { auth(options: SamlpOptions): RequestHandler };
  export default samlp;
}

// A CommonJS package: imported by name here, as names of an import on demand would be lost in the bundle.
export { SecretsManager } from "@aws-sdk/client-secrets-manager";

import type { Operations } from "../context.ts";
import { attributeOperations } from "./attributes/index.ts";
import { brandingOperations } from "./branding/index.ts";
import { cimdOperations } from "./cimd/index.ts";
import { clientOperations } from "./clients/index.ts";
import { deviceOperations } from "./devices/index.ts";
import { domainOperations } from "./domains/index.ts";
import { groupOperations } from "./groups/index.ts";
import { identityProviderOperations } from "./identity-providers/index.ts";
import { importJobsOperations } from "./import-jobs/index.ts";
import { logOperations } from "./logs/index.ts";
import { mfaOperations } from "./mfa/index.ts";
import { passwordOperations } from "./password/index.ts";
import { poolOperations } from "./pools/index.ts";
import { recoveryOperations } from "./recovery/index.ts";
import { replicaOperations } from "./replicas/index.ts";
import { resourceServerOperations } from "./resource-servers/index.ts";
import { riskOperations } from "./risk/index.ts";
import { sessionOperations } from "./sessions/index.ts";
import { signInOperations } from "./sign-in/index.ts";
import { signUpOperations } from "./sign-up/index.ts";
import { tagOperations } from "./tags/index.ts";
import { userOperations } from "./users/index.ts";
import { webAuthnOperations } from "./webauthn/index.ts";

/** The services of all domains. Health and the conformance table count them; what is missing here answers its example only. */
export const operationServices: Partial<Operations> = {
  ...attributeOperations,
  ...brandingOperations,
  ...cimdOperations,
  ...clientOperations,
  ...deviceOperations,
  ...domainOperations,
  ...groupOperations,
  ...identityProviderOperations,
  ...importJobsOperations,
  ...logOperations,
  ...mfaOperations,
  ...passwordOperations,
  ...poolOperations,
  ...recoveryOperations,
  ...replicaOperations,
  ...resourceServerOperations,
  ...riskOperations,
  ...sessionOperations,
  ...signInOperations,
  ...signUpOperations,
  ...tagOperations,
  ...userOperations,
  ...webAuthnOperations,
};

import { DeviceKeyExistsException, InvalidParameterException } from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";
import { signedInUser } from "../../accounts/lookup.ts";
import { deviceGroupKey } from "../../auth/factors/devices.ts";
import { missingParameter } from "../../auth/parameters.ts";
import type { Operations } from "../../context.ts";
import { isVerifier } from "../../crypto/srp.ts";
import { deviceNotFound, devices, findDevice } from "../../records/devices.ts";
import { retryContended } from "../../records/retry-contended.ts";
import type { PasswordVerifier } from "../../records/users.ts";

const VERIFIER_BYTES = 384;
const SALT_BYTES = 64;

/** Only the device that a sign-in was told to be can be confirmed with that sign-in's access token. */
export const confirmDevice: Operations["confirmDevice"] = async (input, ctx) => {
  const { pool, user, claims } = await signedInUser(ctx, input.AccessToken);
  if (!pool.deviceTracking || claims.device_key !== input.DeviceKey) throw deviceNotFound();
  const { store, clock, caller } = ctx;
  const { rememberOnPrompt } = pool.deviceTracking;
  const verifier = readVerifier(input.DeviceSecretVerifierConfig);
  const now = clock.now();
  const device = {
    poolId: pool.id,
    sub: user.sub,
    key: input.DeviceKey,
    groupKey: await deviceGroupKey(ctx, pool),
    name: input.DeviceName,
    verifier,
    remembered: !rememberOnPrompt,
    lastIpAddress: caller.ipAddress,
    createdAt: now,
    modifiedAt: now,
    authenticatedAt: now,
  };
  await retryContended(async () => {
    // Assumption: the wording.
    if (await findDevice(store, user, device.key)) throw new DeviceKeyExistsException("Device already exists.");
    await store.commit([devices.put(device)]);
  });
  return { UserConfirmationNecessary: rememberOnPrompt };
};

/** @throws InvalidParameterException for a verifier that nothing could be proven with */
function readVerifier(config: Schemas["DeviceSecretVerifierConfigType"] | undefined): PasswordVerifier {
  if (!config) throw missingParameter("DeviceSecretVerifierConfig");
  const salt = Buffer.from(config.Salt ?? "", "base64").toString("hex");
  const verifier = Buffer.from(config.PasswordVerifier ?? "", "base64")
    .toString("hex")
    .replace(/^0+/, "");
  // Assumption: the wordings.
  if (salt === "" || salt.length > 2 * SALT_BYTES) throw new InvalidParameterException("Invalid device salt given.");
  if (verifier.length > 2 * VERIFIER_BYTES || !isVerifier(verifier))
    throw new InvalidParameterException("Invalid device password verifier given.");
  return { salt, verifier: Buffer.from(verifier.padStart(2 * VERIFIER_BYTES, "0"), "hex").toString("base64") };
}

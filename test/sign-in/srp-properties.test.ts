import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { useTestServer } from "../support/server.ts";
import { startSrp } from "../support/srp-client.ts";
import { PASSWORD, srpSignIn } from "../support/srp-sign-in.ts";

const server = await useTestServer();

const WRONG = { __type: "NotAuthorizedException", message: "Incorrect username or password." };
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const { place, addClient, initiation, setUp, holder, response, answerFor } = srpSignIn(server);

beforeEach(() => setUp({}, "ada"));

describe("a user who does not exist", () => {
  test("where the client hides who exists, the first step is answered the same way every time, and the proof is refused", async () => {
    await addClient({ PreventUserExistenceErrors: "ENABLED" });
    const first = await answerFor("nobody", PASSWORD);
    const second = await answerFor("nobody", PASSWORD);
    expect(first.asked.ChallengeParameters).toMatchObject({
      SALT: expect.stringMatching(/^[1-9a-f][0-9a-f]{0,31}$/),
      USERNAME: expect.stringMatching(UUID),
    });
    for (const name of ["SALT", "USERNAME", "USER_ID_FOR_SRP"])
      expect(second.asked.ChallengeParameters[name]).toBe(first.asked.ChallengeParameters[name]);
    expect(await server.refusal("RespondToAuthChallenge", response(first.responses, first.session))).toEqual(WRONG);
  });

  test("different names have different salts and internal names", async () => {
    await addClient({ PreventUserExistenceErrors: "ENABLED" });
    const [one, other] = [await answerFor("nobody", PASSWORD), await answerFor("noone", PASSWORD)];
    expect(other.asked.ChallengeParameters.SALT).not.toBe(one.asked.ChallengeParameters.SALT);
    expect(other.asked.ChallengeParameters.USERNAME).not.toBe(one.asked.ChallengeParameters.USERNAME);
  });

  test("is locked out like one who does", async () => {
    await addClient({ PreventUserExistenceErrors: "ENABLED" });
    server.control.setClock({ frozen: true });
    for (let round = 0; round < 5; round += 1) {
      const { responses } = await answerFor("nobody", PASSWORD);
      expect(await server.refusal("RespondToAuthChallenge", response(responses))).toEqual(WRONG);
    }
    const { responses } = await answerFor("nobody", PASSWORD);
    expect((await server.refusal("RespondToAuthChallenge", response(responses))).message).toBe("Password attempts exceeded");
  });

  test("where the client tells, is named as such in the first step", async () => {
    await addClient({ PreventUserExistenceErrors: "LEGACY" });
    expect(await server.refusal("InitiateAuth", initiation("nobody", "a".repeat(768)))).toEqual({
      __type: "UserNotFoundException",
      message: "User does not exist.",
    });
  });
});

describe("whatever the password and the client's secret number", () => {
  const password = fc.string({ minLength: 0, maxLength: 20, unit: "grapheme" }).map((text) => `Aa1!aaaa${text.replace(/\s/g, "")}x`);

  test("a client that follows the protocol always gets in", async () => {
    await fc.assert(
      fc.asyncProperty(password, fc.bigInt({ min: 2n, max: 2n ** 1024n }), async (secretWord, secret) => {
        await server.call("AdminSetUserPassword", { UserPoolId: place.poolId, Username: "ada", Password: secretWord, Permanent: true });
        const srp = startSrp(secret);
        const { ChallengeParameters: asked } = await server.call("InitiateAuth", initiation("ada", srp.SRP_A));
        const proof = srp.prove(holder("ada", secretWord), asked);
        expect((await server.call("RespondToAuthChallenge", response({ USERNAME: "ada", ...proof }))).AuthenticationResult.TokenType).toBe(
          "Bearer",
        );
      }),
      { numRuns: 15 },
    );
  });

  const flip = (base64: string, bit: number): string => {
    const bytes = Buffer.from(base64, "base64");
    const at = bit % (bytes.length * 8);
    bytes[at >> 3]! ^= 1 << (at & 7);
    return bytes.toString("base64");
  };

  test("one changed bit of the signature, of the secret block or of the time never gets in, and the unchanged answer still does", async () => {
    const changed: Record<string, (value: string, bit: number) => string> = {
      PASSWORD_CLAIM_SIGNATURE: flip,
      PASSWORD_CLAIM_SECRET_BLOCK: flip,
      TIMESTAMP: (value, bit) => Buffer.from(flip(Buffer.from(value).toString("base64"), bit), "base64").toString("latin1"),
    };
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(changed)), fc.nat(), fc.boolean(), async (name, bit, withSession) => {
        const { responses, session } = await answerFor("ada", PASSWORD);
        const forged = { ...responses, [name]: changed[name]!(responses[name as keyof typeof responses], bit) };
        const refusal = await server.refusal("RespondToAuthChallenge", response(forged, withSession ? session : undefined));
        expect(refusal.__type).toBe("NotAuthorizedException");
        // Also ends the count of failures, so that no lock does the refusing.
        expect((await server.call("RespondToAuthChallenge", response(responses, session))).AuthenticationResult.TokenType).toBe("Bearer");
      }),
      { numRuns: 25 },
    );
  });
});

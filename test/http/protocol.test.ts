import { CognitoIdentityProviderClient, DescribeUserPoolCommand } from "@aws-sdk/client-cognito-identity-provider";
import { describe, expect, test } from "vitest";
import { SIGNATURE, startTestServer, useTestServer } from "../support/server.ts";

const server = await useTestServer();

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const EXPOSED = "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date";
const TARGET = (operation: string) => ({ "x-amz-target": `AWSCognitoIdentityProviderService.${operation}` });

interface Raw {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

async function raw(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string | Uint8Array<ArrayBuffer>,
): Promise<Raw> {
  const response = await fetch(server.url + path, { method, headers, body });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const createPool = async (): Promise<string> => (await server.call("CreateUserPool", { PoolName: "shop" })).UserPool.Id;

describe("an answer", () => {
  test("of a success, carries the media type, its length and a new request id, and no CORS headers without an origin", async () => {
    const [first, second] = await Promise.all([1, 2].map(() => server.send("ListUserPools", { MaxResults: 1 })));
    expect(first!.status).toBe(200);
    expect(first!.headers.get("content-type")).toBe("application/x-amz-json-1.1");
    expect(first!.headers.get("content-length")).toBe(String(JSON.stringify(first!.body).length));
    expect(first!.headers.get("x-amzn-requestid")).toMatch(UUID);
    expect(first!.headers.get("x-amzn-requestid")).not.toBe(second!.headers.get("x-amzn-requestid"));
    expect(Date.parse(first!.headers.get("date")!)).not.toBeNaN();
    for (const name of ["access-control-allow-origin", "access-control-expose-headers", "x-powered-by", "etag"])
      expect(first!.headers.get(name)).toBeNull();
  });

  test("of an operation with an empty output is {}, of one without output has no body", async () => {
    const UserPoolId = await createPool();
    const signed = { ...TARGET("UpdateUserPool"), authorization: SIGNATURE };
    expect(await raw("POST", "/", signed, JSON.stringify({ UserPoolId }))).toMatchObject({ status: 200, text: "{}" });
    const deleted = await raw("POST", "/", { ...signed, ...TARGET("DeleteUserPool") }, JSON.stringify({ UserPoolId }));
    expect(deleted).toMatchObject({ status: 200, text: "" });
    expect(deleted.headers.get("content-length")).toBe("0");
  });

  test("leaves out members that have no value, and gives dates as epoch seconds with at most three decimals", async () => {
    const UserPoolId = await createPool();
    const created = await server.send("AdminCreateUser", { UserPoolId, Username: "ada", MessageAction: "SUPPRESS" });
    const { User } = created.body;
    expect(JSON.stringify(created.body)).not.toContain("null");
    expect(User).not.toHaveProperty("MFAOptions");
    expect(String(User.UserCreateDate)).toMatch(/^\d{10}(\.\d{1,3})?$/);
    expect(User.UserCreateDate).toBeCloseTo(server.services.clock.now() / 1000, -2);
  });

  test("of an error, has the type with a colon and the message as headers, and the body's members in AWS's order", async () => {
    const UserPoolId = await createPool();
    const answer = await raw(
      "POST",
      "/",
      { ...TARGET("AdminGetUser"), authorization: SIGNATURE },
      JSON.stringify({ UserPoolId, Username: "eve" }),
    );
    expect(answer.status).toBe(400);
    expect(answer.text).toBe('{"__type":"UserNotFoundException","message":"User does not exist."}');
    expect(answer.headers.get("content-type")).toBe("application/x-amz-json-1.1");
    expect(answer.headers.get("x-amzn-errortype")).toBe("UserNotFoundException:");
    expect(answer.headers.get("x-amzn-errormessage")).toBe("User does not exist.");
    expect(answer.headers.get("x-amzn-requestid")).toMatch(UUID);
  });

  test("of an error with a long message in other scripts, has headers that clients can read", async () => {
    const { status, headers, body } = await server.send("DescribeUserPool", { UserPoolId: "漢\n".repeat(20_000) });
    expect(status).toBe(400);
    expect(body.message).toContain("漢\n漢");
    expect(headers.get("x-amzn-errormessage")!.length).toBeLessThan(5000);
  });
});

describe("what is no call of the API", () => {
  const NOT_UNDERSTOOD = { code: "BadRequest", message: "The server did not understand the operation that was requested.", type: "client" };

  test.each([
    ["GET", "/"],
    ["PUT", "/"],
    ["GET", "/nothing/here"],
    ["GET", "/.well-known/openid_configuration"],
    ["POST", "/somewhere"],
  ])("%s %s answers BadRequest", async (method, path) => {
    const answer = await raw(method, path);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toEqual(NOT_UNDERSTOOD);
  });

  test.each([
    ["no target", {}],
    ["another service's target", { "x-amz-target": "DynamoDB_20120810.GetItem" }],
    ["an unknown operation", TARGET("GetItem")],
    ["an object's own name", TARGET("constructor")],
  ])("POST / with %s answers UnknownOperationException without a message", async (_, headers) => {
    const answer = await raw("POST", "/", headers, "{}");
    expect(answer).toMatchObject({ status: 400, text: '{"__type":"UnknownOperationException"}' });
    expect(answer.headers.get("x-amzn-errortype")).toBe("UnknownOperationException:");
  });
});

describe("a body", () => {
  const refused = async (body: string | Uint8Array<ArrayBuffer>) =>
    JSON.parse((await raw("POST", "/", { ...TARGET("AdminCreateUser"), authorization: SIGNATURE }, body)).text) as object;

  test.each([
    ["empty", ""],
    ["not JSON", "{"],
    ["of two values", "{}{}"],
    ["not UTF-8", new Uint8Array([0x7b, 0xff, 0x7d])],
  ])("that is %s is refused without a message", async (_, body) => {
    expect(await refused(body)).toEqual({ __type: "SerializationException" });
  });

  test.each([
    ["a list as the input", [], "Expected map or null"],
    ["a text where a map is wanted", { ClientMetadata: "x" }, "Expected map or null"],
    ["a text where a list is wanted", { UserAttributes: "x" }, "Expected list or null"],
    ["a number where a text is wanted", { Username: 7 }, "NUMBER_VALUE can not be converted to a String"],
    ["true where a text is wanted", { Username: true }, "TRUE_VALUE can not be converted to a String"],
    [
      "false as the value of an attribute",
      { UserAttributes: [{ Name: "email_verified", Value: false }] },
      "FALSE_VALUE can not be converted to a String",
    ],
    ["a text where a boolean is wanted", { ForceAliasCreation: "true" }, "STRING_VALUE can not be converted to a Boolean"],
    ["an object where a text is wanted", { Username: {} }, "Start of structure or map found where not expected."],
    ["a list where a text is wanted", { Username: [] }, "Start of list found where not expected"],
  ])("with %s is refused with the framework's words", async (_, input, Message) => {
    expect(await refused(JSON.stringify(input))).toEqual({ __type: "SerializationException", Message });
  });

  test("with a text where a number is wanted is refused with the framework's words", async () => {
    expect((await server.send("ListUserPools", { MaxResults: "1" })).body).toEqual({
      __type: "SerializationException",
      Message: "STRING_VALUE can not be converted to an Integer",
    });
  });

  test.each(["not base64!", "iVBO_g==", "iVBORw0", "iVBO\nRw0K", "iV=ORw0K"])(
    "with %j where bytes are wanted in base64 is refused without a message, at any depth",
    async (text) => {
      expect(await server.refusal("SetUICustomization", { UserPoolId: "us-east-1_Missing00", ImageFile: text })).toEqual({
        __type: "SerializationException",
      });
      const style = {
        UserPoolId: "us-east-1_Missing00",
        ClientId: "4abcdefghijklmnopqrstuv",
        Assets: [{ Category: "FORM_LOGO", ColorMode: "LIGHT", Extension: "PNG", Bytes: text }],
      };
      expect(await server.refusal("CreateManagedLoginBranding", style)).toEqual({ __type: "SerializationException" });
    },
  );

  test("that is null is an input without members", async () => {
    const answer = await raw("POST", "/", { ...TARGET("ListUserPools"), authorization: SIGNATURE }, "null");
    expect(JSON.parse(answer.text)).toEqual({
      __type: "InvalidParameterException",
      message: "1 validation error detected: Value null at 'maxResults' failed to satisfy constraint: Member must not be null",
    });
  });

  test("with members that are unknown or null is taken as if these were not there", async () => {
    expect((await server.send("ListUserPools", { MaxResults: 1, NextToken: null, Unknown: { deep: [null] } })).status).toBe(200);
  });

  test("of more than a mebibyte is refused with 413, and the connection goes on", async () => {
    const answer = await raw("POST", "/", TARGET("SignUp"), JSON.stringify({ ClientId: "x".repeat(1024 * 1024) }));
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.text)).toMatchObject({ __type: "RequestEntityTooLargeException" });
    expect((await server.send("ListUserPools", { MaxResults: 1 })).status).toBe(200);
  });
});

describe("a browser", () => {
  test("asking before a call (OPTIONS) is allowed the headers it asks for", async () => {
    const asked = "amz-sdk-invocation-id,amz-sdk-request,authorization,cache-control,content-type,x-amz-date,x-amz-target,x-amz-user-agent";
    const answer = await raw("OPTIONS", "/", {
      origin: "http://localhost:3000",
      "access-control-request-method": "POST",
      "access-control-request-headers": asked,
    });
    expect(answer).toMatchObject({ status: 200, text: "" });
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(answer.headers.get("access-control-allow-headers")).toBe(asked);
    expect(answer.headers.get("access-control-allow-methods")).toContain("POST");
    expect(answer.headers.get("access-control-expose-headers")).toBe(EXPOSED);
    expect(answer.headers.get("access-control-max-age")).toBe("172800");
    expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
  });

  test.each([
    ["success", { MaxResults: 1 }, 200],
    ["refusal", {}, 400],
  ])("calling from a page on localhost may read the answer and its request id, on %s", async (_, input, status) => {
    const answer = await server.send("ListUserPools", input, { origin: "http://localhost:3000" });
    expect(answer.status).toBe(status);
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(answer.headers.get("access-control-expose-headers")).toBe(EXPOSED);
  });
});

describe("who may call", () => {
  const unsigned = (operation: string, input: object) => raw("POST", "/", TARGET(operation), JSON.stringify(input));

  test("an operation that needs a signature, without one, is refused; a public one is not", async () => {
    expect(await unsigned("ListUserPools", { MaxResults: 1 })).toMatchObject({
      status: 400,
      text: '{"__type":"MissingAuthenticationTokenException","message":"Missing Authentication Token"}',
    });
    expect(JSON.parse((await unsigned("GetUser", { AccessToken: "a.b.c" })).text)).toMatchObject({ __type: "NotAuthorizedException" });
  });

  test("a body that is not JSON and a value of a wrong type are told before the missing signature, a broken constraint after it", async () => {
    expect(JSON.parse((await unsigned("ListUserPools", { MaxResults: "1" })).text)).toMatchObject({ __type: "SerializationException" });
    expect(JSON.parse((await raw("POST", "/", TARGET("ListUserPools"), "{")).text)).toMatchObject({ __type: "SerializationException" });
    expect(JSON.parse((await unsigned("ListUserPools", { MaxResults: 0 })).text)).toMatchObject({
      __type: "MissingAuthenticationTokenException",
    });
  });

  test("the region of the signature is the region of the pool", async () => {
    const authorization = SIGNATURE.replace("us-east-1", "eu-west-1");
    const { UserPool } = (await server.send("CreateUserPool", { PoolName: "shop" }, { authorization })).body;
    expect(UserPool.Id).toMatch(/^eu-west-1_/);
    expect(UserPool.Arn).toContain(":cognito-idp:eu-west-1:");
  });
});

describe("--iam", () => {
  const KEY = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI" };
  const describeWith = async (url: string, credentials: { accessKeyId: string; secretAccessKey: string }, systemClockOffset = 0) => {
    const sdk = new CognitoIdentityProviderClient({ endpoint: url, region: "us-east-1", credentials, systemClockOffset, maxAttempts: 1 });
    return sdk.send(new DescribeUserPoolCommand({ UserPoolId: "us-east-1_Missing00" })).then(
      () => "answered",
      (error: Error) => error.name,
    );
  };

  describe("verify", async () => {
    const verifying = await useTestServer({ iam: "verify", credentials: [[KEY.accessKeyId, KEY.secretAccessKey]] });

    test("takes the signature that the SDK makes with a known key", async () => {
      expect(await describeWith(verifying.url, KEY)).toBe("ResourceNotFoundException");
    });

    test("refuses the signature of another secret, and an unknown key", async () => {
      expect(await describeWith(verifying.url, { ...KEY, secretAccessKey: "other" })).toBe("InvalidSignatureException");
      expect(await describeWith(verifying.url, { ...KEY, accessKeyId: "AKIDUNKNOWN" })).toBe("UnrecognizedClientException");
    });

    test("refuses a signature whose time is six minutes off", async () => {
      expect(await describeWith(verifying.url, KEY, -6 * 60_000)).toBe("InvalidSignatureException");
      expect(await describeWith(verifying.url, KEY, 6 * 60_000)).toBe("InvalidSignatureException");
    });

    test("asks for no signature where the operation is public", async () => {
      expect((await verifying.refusal("GetUser", { AccessToken: "a.b.c" })).__type).toBe("NotAuthorizedException");
    });
  });

  test("off, takes calls without a signature", async () => {
    const open = await startTestServer({ iam: "off" });
    const answer = await fetch(open.url, { method: "POST", headers: TARGET("ListUserPools"), body: '{"MaxResults":1}' });
    expect(await answer.json()).toEqual({ UserPools: [] });
    await open.close();
  });
});

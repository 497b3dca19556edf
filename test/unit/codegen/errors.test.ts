import { describe, expect, it } from "vitest";
import { emitErrors } from "../../../codegen/emit-errors.ts";
import { readServiceModel } from "../../../codegen/service-model.ts";
import { CognitoError, errorClasses, InvalidParameterException, UserNotFoundException } from "../../../generated/errors.ts";
import { SerializationException, UnknownOperationException } from "../../../src/lib/protocol-errors.ts";
import { inventedModel } from "./invented-api.ts";

describe("error classes", () => {
  it("one is emitted for each exception of a model, with its status", () => {
    const text = emitErrors({}, readServiceModel(inventedModel()).model);
    expect(text).toMatch(/class BoxNotFoundException extends ServiceError \{[^}]*status = 400;/);
    expect(text).toMatch(/class InternalErrorException extends ServiceError \{[^}]*status = 500;/);
    expect(text).not.toContain("class BoxType");
  });

  it("a modelled error knows its code, status and text", () => {
    const error = new UserNotFoundException("User does not exist.");
    expect(error).toBeInstanceOf(CognitoError);
    expect({ ...error, name: error.name, message: error.message }).toEqual({
      code: "UserNotFoundException",
      name: "UserNotFoundException",
      status: 400,
      message: "User does not exist.",
    });
  });

  it("only the two internal ones are faults", () => {
    const faults = Object.values(errorClasses).filter((errorClass) => new errorClass("").status === 500);
    expect(faults.map((errorClass) => errorClass.name)).toEqual(["InternalErrorException", "InternalServerException"]);
  });

  it("InvalidParameterException may carry a reason code", () => {
    expect(new InvalidParameterException("No.", "Because").reasonCode).toBe("Because");
    expect(new InvalidParameterException("No.").reasonCode).toBeUndefined();
  });

  it("framework errors need no text and say theirs with a capital", () => {
    expect(new UnknownOperationException().message).toBe("");
    expect(new SerializationException("Expected map or null").messageMember).toBe("Message");
  });
});

/** A small invented service model in the layout of botocore; the tests change copies of it. */
export function inventedModel() {
  return {
    metadata: { targetPrefix: "Boxes" },
    operations: {
      GetBox: {
        input: { shape: "GetBoxRequest" },
        output: { shape: "GetBoxResponse" },
        errors: [{ shape: "BoxNotFoundException" }, { shape: "InternalErrorException" }],
        authtype: "none",
      },
      DropBox: { input: { shape: "GetBoxRequest" }, errors: [{ shape: "InternalErrorException" }] },
    } as Record<string, object>,
    shapes: {
      GetBoxRequest: {
        type: "structure",
        required: ["BoxName"],
        members: { BoxName: { shape: "BoxNameType" }, Colour: { shape: "ColourType" } },
      },
      GetBoxResponse: { type: "structure", members: { Box: { shape: "BoxType" } } },
      BoxType: {
        type: "structure",
        required: ["BoxName"],
        members: {
          BoxName: { shape: "BoxNameType" },
          Made: { shape: "DateType" },
          Picture: { shape: "PictureType" },
          Labels: { shape: "LabelsType" },
        },
      },
      BoxNameType: { type: "string", min: 1, max: 64, pattern: "[\\w\\s]+", sensitive: true },
      ColourType: { type: "string", enum: ["red", "green"] },
      DateType: { type: "timestamp" },
      PictureType: { type: "blob", max: 10 },
      LabelsType: { type: "map", key: { shape: "ColourType" }, value: { shape: "BoxNameType" } },
      BoxNotFoundException: { type: "structure", exception: true, members: { message: { shape: "MessageType" } } },
      InternalErrorException: {
        type: "structure",
        exception: true,
        fault: true,
        members: { message: { shape: "MessageType" } },
      },
      MessageType: { type: "string" },
    } as Record<string, object>,
  };
}

/** The spec before anything was imported into it. */
export const EMPTY_SPEC = `openapi: 3.0.0
info:
  version: "1"
  title: Boxes
x-target-prefix: Boxes
x-json-version: "1.1"
tags: []
paths: {}
components:
  schemas: {}
`;

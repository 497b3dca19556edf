import type { ClientsOperations } from "#generated/routes/clients.ts";
import type { Context } from "../../context.ts";
import { createUserPoolClient } from "./create.ts";
import { describeUserPoolClient, listUserPoolClients } from "./describe.ts";
import { addUserPoolClientSecret, deleteUserPoolClientSecret, listUserPoolClientSecrets } from "./secrets.ts";
import { deleteUserPoolClient, updateUserPoolClient } from "./update.ts";

export const clientOperations = {
  addUserPoolClientSecret,
  createUserPoolClient,
  deleteUserPoolClient,
  deleteUserPoolClientSecret,
  describeUserPoolClient,
  listUserPoolClientSecrets,
  listUserPoolClients,
  updateUserPoolClient,
} satisfies Partial<ClientsOperations<Context>>;

import type { Client } from "../records/clients.ts";
import type { TokenOccasion } from "../triggers/pre-token-generation.ts";
import type { FlowName } from "./attempt.ts";

/**
 * The way by which somebody comes to sign in: what is checked there, and nothing about what they get in the end, which is
 * the affair of whoever calls the engine. Flows name the doors that they can be begun at. Another door is one more record
 * here, its name in the flows, and whoever calls `begin` and `respond` with it.
 */
export interface Door {
  readonly name: "client" | "admin" | "hosted";
  /** A client with a secret has to send SECRET_HASH with each call. */
  readonly checksSecretHash: boolean;
  /** Flows that the client need not name in ExplicitAuthFlows; all others it has to. */
  readonly freeFlows: readonly FlowName[];
  /** Whether whoever signs in can have their device remembered. */
  readonly remembersDevices: boolean;
  /** What the pool's token trigger is told of every sign-in here. Absent: that goes by how it went. */
  readonly tokenOccasion?: TokenOccasion;
}

/** InitiateAuth and RespondToAuthChallenge. */
export const clientDoor: Door = { name: "client", checksSecretHash: true, freeFlows: [], remembersDevices: true };

/** Their Admin twins. */
export const adminDoor: Door = { name: "admin", checksSecretHash: true, freeFlows: [], remembersDevices: true };

/**
 * The pages of a pool's domain. The server itself makes the calls, so there is no hash; name and password are asked for
 * whatever the client's flows are, the choice of a first factor only where they have ALLOW_USER_AUTH (AWS, "Managed login").
 */
export const hostedDoor: Door = {
  name: "hosted",
  checksSecretHash: false,
  freeFlows: ["USER_PASSWORD_AUTH"],
  remembersDevices: false,
  tokenOccasion: "HostedAuth",
};

/** Whether a sign-in at this door may begin with this flow, as far as the client's list has a say. */
export const isFree = ({ freeFlows }: Door, flow: FlowName): boolean => freeFlows.includes(flow);

/** Whether users of the client may choose with what they begin; in managed login they are asked for their name alone then. */
export const choosesFirstFactor = ({ flows }: Pick<Client, "flows">): boolean => flows?.includes("ALLOW_USER_AUTH") ?? false;

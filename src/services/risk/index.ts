import type { RiskOperations } from "#generated/routes/risk.ts";
import type { Context } from "../../context.ts";
import { describeRiskConfiguration, setRiskConfiguration } from "./configuration.ts";
import { adminListUserAuthEvents, adminUpdateAuthEventFeedback, updateAuthEventFeedback } from "./events.ts";

export const riskOperations = {
  adminListUserAuthEvents,
  adminUpdateAuthEventFeedback,
  describeRiskConfiguration,
  setRiskConfiguration,
  updateAuthEventFeedback,
} satisfies Partial<RiskOperations<Context>>;

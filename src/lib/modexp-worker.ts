import { modularPower } from "./modexp.ts";

/** What the pool's threads run. */
export default ({ exponent, base }: { exponent: Uint8Array; base?: Uint8Array }): Uint8Array => modularPower(exponent, base);

/** `arn:aws:lambda:<region>:<account>:function:<name>[:<alias>]` */
export const functionName = (arn: string): string => arn.split(":")[6] ?? arn;

import { createPublicKey, generateKeyPairSync, X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { selfSignedCertificate } from "#src/crypto/certificate.ts";

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const issue = (from: string, to: string) =>
  new X509Certificate(
    selfSignedCertificate({ privateKey, commonName: "us-east-1_AbCdEfGhI", notBefore: Date.parse(from), notAfter: Date.parse(to) }),
  );

test("a certificate is read by OpenSSL with its name, dates and key, and its own key verifies it", () => {
  const certificate = issue("2026-01-02T03:04:05Z", "2036-01-02T03:04:05Z");
  expect(certificate.subject).toBe("CN=us-east-1_AbCdEfGhI");
  expect(certificate.issuer).toBe(certificate.subject);
  expect(Date.parse(certificate.validFrom)).toBe(Date.parse("2026-01-02T03:04:05Z"));
  expect(Date.parse(certificate.validTo)).toBe(Date.parse("2036-01-02T03:04:05Z"));
  expect(certificate.verify(createPublicKey(privateKey))).toBe(true);
  expect(certificate.checkPrivateKey(privateKey)).toBe(true);
});

test("dates from 2050 on are written with four digits of the year", () => {
  expect(Date.parse(issue("2049-12-31T23:59:59Z", "2059-12-31T23:59:59Z").validTo)).toBe(Date.parse("2059-12-31T23:59:59Z"));
});

test("two certificates of one key differ in their serial numbers", () => {
  expect(issue("2026-01-01", "2036-01-01").serialNumber).not.toBe(issue("2026-01-01", "2036-01-01").serialNumber);
});
